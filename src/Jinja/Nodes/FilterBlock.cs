namespace Penstock.Jinja.Nodes;

internal sealed class FilterBlock(int line, Expression filter, Sequence body) : Statement(line)
{
    public override Flow Execute(JinjaContext context)
    {
        context.Line = Line;
        var flow = BlockText.Capture(context, body, filter, out var text);
        if (flow != Flow.Return)
            context.Write(text, Line);
        return flow;
    }
}
