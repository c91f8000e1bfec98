namespace Penstock.Jinja.Nodes;

internal sealed class Import(int line, Expression template, string name, bool withContext) : Statement(line)
{
    public override Flow Execute(JinjaContext context)
    {
        context.Line = Line;
        var found = context.Rendering.Environment.Find(template.Evaluate(context));
        context.Scope.Set(name, found.Module(context, withContext));
        return Flow.Next;
    }
}
