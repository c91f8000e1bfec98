using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class Sliced(int line, Expression target, SliceExpression slice) : Expression(line)
{
    public override object? Evaluate(JinjaContext context)
    {
        var value = target.Evaluate(context);
        var (start, stop, step) = slice.Parts(context);
        context.Line = Line;
        // As in Jinja2, what is no place in a list has no value.
        try
        {
            return context.Rendering.Charge(Members.Slice(value, start, stop, step));
        }
        catch (JinjaException e) when (e.Kind == JinjaErrorKind.TypeError)
        {
            return Undefined.Attribute(value, "slice");
        }
    }
}
