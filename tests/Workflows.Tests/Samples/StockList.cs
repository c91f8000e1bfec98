namespace Penstock.Workflows.Tests.Samples;

/// <summary>A service that an activity takes in its constructor.</summary>
public sealed class StockList(IReadOnlyDictionary<string, int> pieces)
{
    public Task<int> CountAsync(string article, string place, CancellationToken cancellationToken) =>
        Task.FromResult(pieces.GetValueOrDefault($"{place}/{article}"));
}
