namespace Penstock.Jinja.Nodes;

internal sealed class Extends(int line, Expression template) : Statement(line)
{
    public override Flow Execute(JinjaContext context)
    {
        context.Line = Line;
        if (context.IsSilent)
            throw new JinjaException(JinjaErrorKind.RuntimeError, "extended multiple times");
        context.Parent = context.Rendering.Environment.Find(template.Evaluate(context));
        context.IsSilent = true;
        return Flow.Next;
    }
}
