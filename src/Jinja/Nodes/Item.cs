using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class Item(int line, Expression target, Expression key) : Expression(line)
{
    public override object? Evaluate(JinjaContext context)
    {
        var (value, at) = (target.Evaluate(context), key.Evaluate(context));
        context.Line = Line;
        return Members.Item(value, at);
    }
}
