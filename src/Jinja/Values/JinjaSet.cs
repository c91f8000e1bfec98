namespace Penstock.Jinja.Values;

/// <summary>A set, as Python's; its order is that of insertion.</summary>
public sealed class JinjaSet
{
    private readonly JinjaDict _dict;

    /// <summary>A set of values.</summary>
    public JinjaSet(IEnumerable<object?> items) => _dict = new JinjaDict(items.Select(i => (i, (object?)null)));

    /// <summary>Its items.</summary>
    public IEnumerable<object?> Items => _dict.Keys;

    internal int Count => _dict.Count;

    internal bool Contains(object? value) => _dict.Contains(value);

    internal void Add(object? value) => _dict[value] = null;

    internal bool Remove(object? value) => _dict.Remove(value, out _);

    internal void Clear() => _dict.Clear();
}
