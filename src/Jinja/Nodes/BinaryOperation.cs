using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class BinaryOperation(int line, string symbol, Expression left, Expression right) : Expression(line)
{
    private readonly Func<object?, object?, object?> _operation = symbol switch
    {
        "+" => Operators.Add,
        "-" => Operators.Subtract,
        "*" => Operators.Multiply,
        "/" => Operators.Divide,
        "//" => Operators.FloorDivide,
        "%" => Operators.Modulo,
        _ => Operators.Power,
    };

    public override object? Evaluate(JinjaContext context)
    {
        var (a, b) = (left.Evaluate(context), right.Evaluate(context));
        context.Line = Line;
        return context.Rendering.Charge(_operation(a, b));
    }
}
