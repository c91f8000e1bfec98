namespace Penstock.Jinja.Nodes;

internal sealed class Set(int line, Target target, Expression value) : Statement(line)
{
    public override Flow Execute(JinjaContext context)
    {
        context.Line = Line;
        var result = value.Evaluate(context);
        context.Line = Line;
        target.Assign(context, result);
        return Flow.Next;
    }
}
