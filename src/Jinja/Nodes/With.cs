namespace Penstock.Jinja.Nodes;

internal sealed class With(int line, IReadOnlyList<(Target Target, Expression Value)> values, Sequence body)
    : Statement(line)
{
    public override Flow Execute(JinjaContext context)
    {
        context.Line = Line;
        var inner = context.Inner();
        var evaluated = values.Select(v => v.Value.Evaluate(context)).ToList();
        for (var i = 0; i < values.Count; i++)
            values[i].Target.Assign(inner, evaluated[i]);
        return body.Execute(inner);
    }
}
