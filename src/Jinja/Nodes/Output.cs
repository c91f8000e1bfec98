using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class Output(int line, IReadOnlyList<Expression> values) : Statement(line)
{
    public override Flow Execute(JinjaContext context)
    {
        context.Line = Line;
        foreach (var expression in values)
        {
            var value = expression is Call call ? call.EvaluateToReturn(context) : expression.Evaluate(context);
            if (value is ReturnValue returned)
            {
                context.Rendering.Returned = returned.Value;
                return Flow.Return;
            }
            context.Line = Line;
            if (context.Rendering.Finish is { } finish && !context.IsSilent)
                value = finish(context, value);
            context.Write(value, Line);
        }
        return Flow.Next;
    }
}
