namespace Penstock.Jinja.Nodes;

/// <summary>The part of a subscript between colons.</summary>
internal sealed class SliceExpression(int line, Expression? start, Expression? stop, Expression? step)
    : Expression(line)
{
    public (object? Start, object? Stop, object? Step) Parts(JinjaContext context) =>
        (start?.Evaluate(context), stop?.Evaluate(context), step?.Evaluate(context));

    public override object? Evaluate(JinjaContext context) =>
        throw Values.PyError.Type("A slice stands alone in a subscript");
}
