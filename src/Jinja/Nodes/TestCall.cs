namespace Penstock.Jinja.Nodes;

internal sealed class TestCall(int line, Expression value, string name, Arguments arguments) : Expression(line)
{
    public override object? Evaluate(JinjaContext context)
    {
        var values = arguments.Evaluate(context, true, value.Evaluate(context));
        context.Line = Line;
        return context.Test(name, values);
    }
}
