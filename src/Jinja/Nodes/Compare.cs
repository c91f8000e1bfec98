using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class Compare(int line, Expression first, IReadOnlyList<(string Symbol, Expression Value)> rest)
    : Expression(line)
{
    public override object? Evaluate(JinjaContext context)
    {
        var left = first.Evaluate(context);
        foreach (var (symbol, value) in rest)
        {
            var right = value.Evaluate(context);
            context.Line = Line;
            if (!Holds(symbol, left, right))
                return false;
            left = right;
        }
        return true;
    }

    private static bool Holds(string symbol, object? left, object? right) =>
        symbol switch
        {
            "==" => Comparison.AreEqual(left, right),
            "!=" => !Comparison.AreEqual(left, right),
            "in" => Comparison.Contains(right, left),
            "not in" => !Comparison.Contains(right, left),
            "<" => Comparison.Order(left, right, symbol) is < 0,
            "<=" => Comparison.Order(left, right, symbol) is <= 0,
            ">" => Comparison.Order(left, right, symbol) is 1,
            _ => Comparison.Order(left, right, symbol) is 0 or 1,
        };
}
