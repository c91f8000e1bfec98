using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class Logical(int line, Expression left, Expression right, bool isAnd) : Expression(line)
{
    public override object? Evaluate(JinjaContext context)
    {
        var value = left.Evaluate(context);
        return Truth.Of(value) == isAnd ? right.Evaluate(context) : value;
    }
}
