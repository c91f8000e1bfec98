namespace Penstock.Jinja.Nodes;

internal sealed class SetBlock(int line, Target target, Expression? filter, Sequence body) : Statement(line)
{
    public override Flow Execute(JinjaContext context)
    {
        context.Line = Line;
        var flow = BlockText.Capture(context, body, filter, out var text);
        if (flow != Flow.Return)
            target.Assign(context, text);
        return flow;
    }
}
