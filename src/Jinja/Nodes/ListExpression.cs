using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class ListExpression(int line, IReadOnlyList<Expression> items) : Expression(line)
{
    public override object? Evaluate(JinjaContext context) => new JinjaList(items.Select(i => i.Evaluate(context)));
}
