using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class AttributeOf(int line, Expression target, string name) : Expression(line)
{
    public override object? Evaluate(JinjaContext context)
    {
        var value = target.Evaluate(context);
        context.Line = Line;
        return Members.Attribute(value, name);
    }
}
