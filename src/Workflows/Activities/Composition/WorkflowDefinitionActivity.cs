using Penstock.Core.Errors;
using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Activities.Composition;

/// <summary>
/// A workflow used as an activity: a run of its own that the activity waits for. Its type name is the workflow's; its inputs,
/// outputs
/// and outcomes are those the workflow declares. Like any activity it faults when its work does, unless an arrow leaves from
/// Faulted.
/// </summary>
[Activity("Elsa", "Composition", "Runs a workflow as an activity of this one.", IsBrowsable = false)]
public sealed class WorkflowDefinitionActivity : ChildWorkflowActivity, ISyntheticArguments
{
    /// <summary>The definition that runs.</summary>
    [Input(IsBrowsable = false)]
    public string? WorkflowDefinitionId { get; set; }

    /// <summary>The version that was chosen; the latest published one runs when it is gone.</summary>
    [Input(IsBrowsable = false)]
    public string? WorkflowDefinitionVersionId { get; set; }

    /// <summary>The newest published version when the activity was drawn.</summary>
    [Input(IsBrowsable = false)]
    public int LatestAvailablePublishedVersion { get; set; }

    /// <summary>The id of that version.</summary>
    [Input(IsBrowsable = false)]
    public string? LatestAvailablePublishedVersionId { get; set; }

    /// <inheritdoc/>
    public IDictionary<string, Input> SyntheticInputs { get; } = new Dictionary<string, Input>(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IDictionary<string, Output> SyntheticOutputs { get; } =
        new Dictionary<string, Output>(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        // A file may name neither; then the type, which is the workflow's name, says which one it is.
        var known = context.ActivityDescriptor.CustomProperties;
        var stored = await context
            .GetRequiredService<ChildRuns>()
            .FindAsync(
                WorkflowDefinitionId ?? known[nameof(WorkflowDefinitionId)]?.ToString(),
                WorkflowDefinitionVersionId ?? known[nameof(WorkflowDefinitionVersionId)]?.ToString(),
                context.CancellationToken
            );
        var input = SyntheticInputs
            .Where(i => context.InputValues.ContainsKey(i.Value))
            .ToDictionary(i => i.Key, i => context.InputValues[i.Value], StringComparer.Ordinal);
        await RunAsync(
            context,
            new(
                ChildIds.Of(context.ExecutionId, 0),
                stored.Definition,
                input,
                context.WorkflowExecutionContext.CorrelationId
            )
        );
    }

    private protected override async ValueTask EndedAsync(ActivityExecutionContext context, ChildEnd end)
    {
        context.JournalData["ChildInstanceId"] = end.RunId.ToString();
        foreach (var (name, output) in SyntheticOutputs)
        {
            if (output is Output<object?> typed && end.Output.TryGetValue(name, out var value))
                context.Set(typed, value);
        }
        if (end.SubStatus == WorkflowSubStatus.Finished)
        {
            var known = context.ActivityDescriptor.Ports.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
            var outcomes = (
                await context.GetRequiredService<ChildRuns>().OutcomesAsync(end.RunId, context.CancellationToken)
            )
                .Where(known.Contains)
                .ToArray();
            await context.CompleteActivityWithOutcomesAsync(outcomes.Length > 0 ? outcomes : [Outcomes.DoneName]);
            return;
        }
        if (!context.HasConnection("Faulted"))
            throw new PenstockException(
                $"The workflow used as an activity ended as {end.SubStatus}",
                $"{Type}, run {end.RunId}",
                "What it had done stays",
                $"penstock status {end.RunId}"
            );
        await context.CompleteActivityWithOutcomesAsync("Faulted");
    }
}
