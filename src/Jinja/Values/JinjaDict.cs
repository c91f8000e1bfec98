namespace Penstock.Jinja.Values;

/// <summary>A dict, as Python's: in the order of insertion; 1, 1.0 and True are the same key.</summary>
public sealed class JinjaDict
{
    private readonly OrderedDictionary<DictKey, object?> _items = [];

    /// <summary>An empty dict.</summary>
    public JinjaDict() { }

    /// <summary>A dict of pairs.</summary>
    public JinjaDict(IEnumerable<(object? Key, object? Value)> pairs)
    {
        foreach (var (key, value) in pairs)
            this[key] = value;
    }

    /// <summary>How many pairs there are.</summary>
    public int Count => _items.Count;

    /// <summary>The keys.</summary>
    public IEnumerable<object?> Keys => _items.Keys.Select(k => k.Value);

    /// <summary>The values.</summary>
    public IEnumerable<object?> Values => _items.Values;

    /// <summary>The pairs.</summary>
    public IEnumerable<(object? Key, object? Value)> Pairs => _items.Select(p => (p.Key.Value, p.Value));

    /// <summary>Sets a value.</summary>
    public object? this[object? key]
    {
        set
        {
            // Python keeps the first of equal keys.
            var at = _items.IndexOf(new DictKey(key));
            if (at >= 0)
                _items.SetAt(at, value);
            else
                _items.Add(new DictKey(key), value);
        }
    }

    /// <summary>Gets a value.</summary>
    public bool TryGet(object? key, out object? value) => _items.TryGetValue(new DictKey(key), out value);

    internal bool Contains(object? key) => _items.ContainsKey(new DictKey(key));

    internal bool Remove(object? key, out object? value) => _items.Remove(new DictKey(key), out value);

    internal void Clear() => _items.Clear();

    internal bool IsSame(JinjaDict other) =>
        Count == other.Count
        && Pairs.All(p => other.TryGet(p.Key, out var value) && Comparison.AreEqual(p.Value, value));
}
