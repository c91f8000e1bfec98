using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class Do(int line, Expression expression) : Statement(line)
{
    public override Flow Execute(JinjaContext context)
    {
        context.Line = Line;
        var value = expression is Call call ? call.EvaluateToReturn(context) : expression.Evaluate(context);
        if (value is not ReturnValue returned)
            return Flow.Next;
        context.Rendering.Returned = returned.Value;
        return Flow.Return;
    }
}
