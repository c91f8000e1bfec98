using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class UnaryOperation(int line, string symbol, Expression operand) : Expression(line)
{
    public override object? Evaluate(JinjaContext context)
    {
        var value = operand.Evaluate(context);
        context.Line = Line;
        return symbol == "-" ? Operators.Negate(value) : Operators.Plus(value);
    }
}
