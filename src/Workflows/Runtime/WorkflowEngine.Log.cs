using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Expressions;
using Penstock.Workflows.Runtime.LogPersistence;

namespace Penstock.Workflows.Runtime;

/// <content>What the journal keeps of the values of an execution, where the definition leaves that to an expression.</content>
internal sealed partial class WorkflowEngine
{
    private const string LogProperty = "$log";

    /// <summary>
    /// Evaluates the expressions that decide, when the execution begins; the decision holds for all of it. One that fails
    /// decides as the
    /// level around does.
    /// </summary>
    private async ValueTask ChooseLogAsync(ActivityExecutionContext context)
    {
        if (_logRule.Expression is null && context.Blueprint.LogRules is null)
            return;
        var expressions = (context.Blueprint.LogRules?.Expressions ?? [])
            .Concat(_logRule.Expression is { } around ? [around] : [])
            .Distinct()
            .ToList();
        if (expressions.Count == 0)
            return;
        var seen = new ExpressionExecutionContext(context.Memory, workflow, context.CancellationToken);
        var modes = new Dictionary<Expression, LogPersistenceMode>();
        foreach (var expression in expressions)
        {
            try
            {
                modes[expression] = LogRule.ModeOf(
                    await services.Expressions.EvaluateAsync(expression, typeof(object), seen)
                );
            }
            catch (PenstockException)
            {
                modes[expression] = LogPersistenceMode.Inherit;
            }
        }
        context.Log = LogChoice.Of(
            context.ActivityDescriptor,
            context.Blueprint.LogRules,
            _logRule,
            services.Options.LogPersistence,
            modes
        );
        context.SetProperty(
            LogProperty,
            new JsonArray([
                new JsonArray([.. (context.Log?.Inputs ?? EmptyNames).Select(n => (JsonNode)n)]),
                new JsonArray([.. (context.Log?.Outputs ?? EmptyNames).Select(n => (JsonNode)n)]),
                context.Log?.LeavesOutNotes ?? false,
            ])
        );
    }

    private static readonly IReadOnlySet<string> EmptyNames = new HashSet<string>();

    /// <summary>Takes the decision up again that was made when the execution began.</summary>
    private static void RestoreLog(ActivityExecutionContext context)
    {
        if (context.GetProperty<JsonArray>(LogProperty) is not [JsonArray inputs, JsonArray outputs, { } notes])
            return;
        context.Log = new LogChoice(
            Names(inputs, StringComparer.Ordinal),
            Names(outputs, StringComparer.OrdinalIgnoreCase),
            notes.GetValue<bool>()
        );
    }

    private static HashSet<string> Names(JsonArray names, StringComparer comparer) =>
        names.Select(n => n!.ToString()).ToHashSet(comparer);
}
