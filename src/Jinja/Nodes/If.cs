using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class If(int line, IReadOnlyList<(Expression Test, Sequence Body)> branches, Sequence? otherwise)
    : Statement(line)
{
    public override Flow Execute(JinjaContext context)
    {
        context.Line = Line;
        foreach (var (test, body) in branches)
            if (Truth.Of(test.Evaluate(context)))
                return body.Execute(context);
        return otherwise?.Execute(context) ?? Flow.Next;
    }
}
