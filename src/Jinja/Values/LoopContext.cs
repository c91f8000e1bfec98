namespace Penstock.Jinja.Values;

/// <summary>The variable <c>loop</c>.</summary>
internal sealed class LoopContext(
    IReadOnlyList<object?> items,
    int depth,
    Func<JinjaContext, object?, int, object>? recurse
) : IHostObject, ICallable
{
    private List<object?>? _changed;

    public int Index { get; set; }

    public int Length => items.Count;

    public string TypeName => "LoopContext";

    public string Text => $"<LoopContext {Index + 1}/{Length}>";

    public IEnumerable<object?> Rest() => items.Skip(Index + 1);

    public bool TryGetAttribute(string name, out object? value)
    {
        value = name switch
        {
            "index" => Index + 1L,
            "index0" => (long)Index,
            "revindex" => (long)(Length - Index),
            "revindex0" => Length - Index - 1L,
            "first" => Index == 0,
            "last" => Index == Length - 1,
            "length" => (long)Length,
            "depth" => depth + 1L,
            "depth0" => (long)depth,
            "previtem" => Index > 0 ? items[Index - 1] : new Undefined("there is no previous item"),
            "nextitem" => Index + 1 < Length ? items[Index + 1] : new Undefined("there is no next item"),
            "cycle" => new Function("cycle", (_, a) => Cycle(a.Positional)),
            "changed" => new Function("changed", (_, a) => HasChanged(a.Positional)),
            _ => CallArguments.NotGiven,
        };
        return value != CallArguments.NotGiven;
    }

    public object? Call(JinjaContext context, CallArguments arguments) =>
        recurse is null
            ? throw PyError.Type("The loop must have the 'recursive' marker to be called recursively.")
            : recurse(context, arguments.Bind("loop", "iterable")[0], depth + 1);

    private object? Cycle(IReadOnlyList<object?> values) =>
        values.Count > 0 ? values[Index % values.Count] : throw PyError.Type("no items for cycling given");

    private bool HasChanged(IReadOnlyList<object?> values)
    {
        if (
            _changed is not null
            && _changed.Count == values.Count
            && _changed.Zip(values).All(p => Comparison.AreEqual(p.First, p.Second))
        )
            return false;
        _changed = [.. values];
        return true;
    }
}
