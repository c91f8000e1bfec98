using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class CallBlock(int line, Call call, MacroDefinition body) : Statement(line)
{
    public override Flow Execute(JinjaContext context)
    {
        context.Line = Line;
        var value = call.EvaluateToReturn(context, new Macro(body, context));
        if (context.Rendering.Finish is { } finish && !context.IsSilent)
            value = finish(context, value);
        context.Write(value, Line);
        return Flow.Next;
    }
}
