using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class DictExpression(int line, IReadOnlyList<(Expression Key, Expression Value)> pairs)
    : Expression(line)
{
    public override object? Evaluate(JinjaContext context)
    {
        var dict = new JinjaDict();
        foreach (var (key, value) in pairs)
            dict[key.Evaluate(context)] = value.Evaluate(context);
        return dict;
    }
}
