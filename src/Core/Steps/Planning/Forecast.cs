using System.Collections.Concurrent;

namespace Penstock.Core.Steps.Planning;

/// <summary>
/// What the steps planned so far would leave behind, for the steps after them. Safe to use from several threads.
/// </summary>
public sealed class Forecast
{
    private readonly ConcurrentDictionary<string, ExpectedChange> _changes = new(StringComparer.Ordinal);

    /// <summary>Says that a dataset would change.</summary>
    public void Expect(string dataset, ExpectedChange change) => _changes[dataset] = change;

    /// <summary>What is expected of a dataset; null when it would stay as it is.</summary>
    public ExpectedChange? Find(string dataset) => _changes.GetValueOrDefault(dataset);
}
