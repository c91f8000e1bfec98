using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

/// <summary>What the body of a block writes, as a value.</summary>
internal static class BlockText
{
    public static Flow Capture(JinjaContext context, Sequence body, Expression? filter, out object? text)
    {
        var inner = context.Inner([]);
        var flow = body.Execute(inner);
        text = inner.Captured();
        if (filter is null || flow == Flow.Return)
            return flow;
        var around = context.Inner();
        around.Scope.Set(Placeholder.Name, text);
        text = filter.Evaluate(around);
        return flow;
    }
}
