using System.Text.Json.Nodes;
using Penstock.Workflows.Activities;

namespace Penstock.Pipelines.Activities.Triggers;

/// <summary>
/// Base of the triggers that start a workflow for each new thing. A run that somebody starts by hand goes on without one, so
/// that the
/// rest of the workflow can be tried.
/// </summary>
public abstract class DataTrigger : CodeActivity, ITrigger
{
    /// <summary>The member of what a run is given that holds the new thing.</summary>
    public const string Key = "Trigger";

    /// <inheritdoc/>
    public async ValueTask<IEnumerable<object>> GetTriggerPayloadsAsync(TriggerIndexingContext context) =>
        [await StimulusAsync(context)];

    /// <summary>What is looked for.</summary>
    protected abstract ValueTask<object> StimulusAsync(TriggerIndexingContext context);

    /// <summary>Sets the outputs.</summary>
    protected abstract void Take(ActivityExecutionContext context, JsonObject found);

    /// <inheritdoc/>
    protected sealed override void Execute(ActivityExecutionContext context)
    {
        if (context.GetWorkflowInput<JsonObject>(Key) is { } found && context.IsTriggerOfWorkflow)
            Take(context, found);
        else
            context.JournalData["Note"] = "Nothing new started this run.";
    }
}
