using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class For(
    int line,
    Target target,
    Expression items,
    Expression? test,
    bool isRecursive,
    Sequence body,
    Sequence? otherwise
) : Statement(line)
{
    public override Flow Execute(JinjaContext context)
    {
        context.Line = Line;
        return Run(context, items.Evaluate(context), 0);
    }

    private Flow Run(JinjaContext context, object? iterable, int depth)
    {
        context.Line = Line;
        List<object?> all = [];
        foreach (var item in Iteration.Of(iterable))
        {
            context.Rendering.Step();
            if (test is not null)
            {
                var inner = context.Inner();
                inner.Scope.Set("loop", new Undefined("'loop' is undefined: the filter of a loop does not know it"));
                target.Assign(inner, item);
                if (!Truth.Of(test.Evaluate(inner)))
                    continue;
            }
            all.Add(item);
        }
        var loop = new LoopContext(all, depth, isRecursive ? Recurse : null);
        for (var i = 0; i < all.Count; i++)
        {
            context.Rendering.Step();
            loop.Index = i;
            var inner = context.Inner();
            inner.Scope.Set("loop", loop);
            target.Assign(inner, all[i]);
            Flow flow;
            try
            {
                flow = body.Execute(inner);
            }
            finally
            {
                context.Line = inner.Line;
            }
            if (flow == Flow.Return)
                return flow;
            if (flow == Flow.Break)
                break;
            // A list may grow while it is walked.
            if (test is null && iterable is JinjaList list && list.Items.Count > all.Count)
                all.AddRange(list.Items.Skip(all.Count));
        }
        return all.Count == 0 && otherwise is not null ? otherwise.Execute(context.Inner()) : Flow.Next;

        object Recurse(JinjaContext caller, object? children, int deeper)
        {
            if (++context.Rendering.Depth > context.Rendering.Limits.Depth)
                throw PyError.Limit("A recursive loop goes too deep");
            List<OutputPiece> output = [];
            Run(context.Inner(output), children, deeper);
            context.Rendering.Depth--;
            return CapturedText.Of(output);
        }
    }
}
