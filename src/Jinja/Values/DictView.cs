namespace Penstock.Jinja.Values;

/// <summary>The keys, values or pairs of a dict: they follow its changes.</summary>
internal sealed class DictView(JinjaDict dict, string name, Func<JinjaDict, IEnumerable<object?>> items)
{
    public string Name { get; } = name;

    public int Count => dict.Count;

    public IEnumerable<object?> Items => items(dict);
}
