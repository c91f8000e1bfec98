using System.Collections;

namespace Penstock.Jinja.Values;

/// <summary>What filters such as <c>map</c> give: items that can be walked once.</summary>
internal sealed class JinjaIterator(IEnumerable<object?> items, string typeName) : IEnumerable<object?>
{
    private IEnumerator<object?>? _rest = items.GetEnumerator();

    public string TypeName { get; } = typeName;

    public IEnumerator<object?> GetEnumerator()
    {
        while (_rest?.MoveNext() == true)
            yield return _rest.Current;
        _rest = null;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
