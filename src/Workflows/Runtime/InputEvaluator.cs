using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Runtime;

/// <summary>Evaluates the inputs of an execution before it begins.</summary>
internal static class InputEvaluator
{
    public static async ValueTask EvaluateAsync(ActivityExecutionContext context, ExpressionRegistry expressions)
    {
        ExpressionExecutionContext? seen = null;
        foreach (var descriptor in context.ActivityDescriptor.Inputs)
        {
            if (!descriptor.IsWrapped || !descriptor.AutoEvaluate)
                continue;
            var input = descriptor.ValueOf(context.Activity) as Input;
            if (descriptor is { IsRequired: true, DefaultValue: null } && IsMissing(input?.Expression))
                throw new UsageException(
                    $"Input {descriptor.Name} ({descriptor.DisplayName}) needs a value",
                    context.Node.ToString(),
                    $"set \"{descriptor.JsonName}\" in the workflow"
                );
            if (input?.Expression is not { } expression)
                continue;
            seen ??= new(context.Memory, context.WorkflowExecutionContext, context.CancellationToken);
            try
            {
                context.SetInputValue(input, await expressions.EvaluateAsync(expression, input.Type, seen));
            }
            catch (UsageException e)
            {
                throw new UsageException(
                    $"Input {descriptor.Name} cannot be evaluated: {e.What}",
                    $"{context.Node}{(e.Subject is null || descriptor.IsSensitive ? "" : $", {Secrets.Mask(e.Subject)}")}",
                    e.Next,
                    e
                );
            }
        }
    }

    private static bool IsMissing(Expression? expression) =>
        expression?.Value switch
        {
            null or "" => true,
            JsonValue value => value.TryGetValue<string>(out var text) && text.Length == 0,
            _ => false,
        };
}
