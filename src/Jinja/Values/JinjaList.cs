namespace Penstock.Jinja.Values;

/// <summary>A list, as Python's: it can be changed.</summary>
public sealed class JinjaList
{
    /// <summary>An empty list.</summary>
    public JinjaList() => Items = [];

    /// <summary>A list of values.</summary>
    public JinjaList(IEnumerable<object?> items) => Items = [.. items];

    /// <summary>Its items.</summary>
    public List<object?> Items { get; private set; }

    internal void Replace(List<object?> items) => Items = items;
}
