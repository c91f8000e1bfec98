namespace Penstock.Jinja.Nodes;

internal sealed class Constant(int line, object? value) : Expression(line)
{
    public override object? Evaluate(JinjaContext context) => value;
}
