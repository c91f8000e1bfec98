using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class Concat(int line, IReadOnlyList<Expression> parts) : Expression(line)
{
    public override object? Evaluate(JinjaContext context)
    {
        var values = new object?[parts.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = parts[i].Evaluate(context);
        context.Line = Line;
        return context.Rendering.Charge(Texts.Concat(values));
    }
}
