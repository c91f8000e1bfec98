using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class Negation(int line, Expression value) : Expression(line)
{
    public override object? Evaluate(JinjaContext context) => !Truth.Of(value.Evaluate(context));
}
