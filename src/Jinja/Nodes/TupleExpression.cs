using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class TupleExpression(int line, IReadOnlyList<Expression> items) : Expression(line)
{
    public override object? Evaluate(JinjaContext context) =>
        new JinjaTuple([.. items.Select(i => i.Evaluate(context))]);
}
