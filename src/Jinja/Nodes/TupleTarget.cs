using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class TupleTarget(int line, IReadOnlyList<Target> targets) : Target(line)
{
    public override void Assign(JinjaContext context, object? value)
    {
        if (!Iteration.IsIterable(value))
            throw PyError.Type($"cannot unpack non-iterable {PyTypes.NameOf(value)} object");
        List<object?> items = [.. Iteration.Of(value)];
        if (items.Count != targets.Count)
            throw Mismatch(items.Count, targets.Count);
        for (var i = 0; i < items.Count; i++)
            targets[i].Assign(context, items[i]);
    }
}
