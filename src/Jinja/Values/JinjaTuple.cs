namespace Penstock.Jinja.Values;

/// <summary>A tuple, as Python's.</summary>
public sealed class JinjaTuple(IReadOnlyList<object?> items)
{
    /// <summary>Its items.</summary>
    public IReadOnlyList<object?> Items { get; } = items;

    /// <summary>For the pairs of <c>groupby</c>, whose items have names.</summary>
    internal IReadOnlyList<string>? Names { get; init; }
}
