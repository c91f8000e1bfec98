using Penstock.Jinja.Values;

namespace Penstock.Jinja.Nodes;

internal sealed class Call(int line, Expression callee, Arguments arguments) : Expression(line)
{
    public override object? Evaluate(JinjaContext context) =>
        EvaluateToReturn(context) is var value && value is ReturnValue returned
            ? throw new ReturnSignal(returned.Value)
            : value;

    /// <summary>The same where a call that returns from the macro may be seen.</summary>
    public object? EvaluateToReturn(JinjaContext context, Macro? caller = null)
    {
        var target = callee.Evaluate(context);
        var values = arguments.Evaluate(context);
        if (caller is not null)
            values = new CallArguments(values.Positional, [.. values.Named, new("caller", caller)]);
        context.Line = Line;
        return context.Call(target, values);
    }
}
