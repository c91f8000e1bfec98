using Penstock.Core.Errors;
using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Composition;

/// <summary>
/// A workflow used as an activity. Its type name is the workflow's; its inputs, outputs and outcomes are those the workflow declares.
/// </summary>
[Activity("Elsa", "Composition", "Runs a workflow as an activity of this one.", IsBrowsable = false)]
public sealed class WorkflowDefinitionActivity : Activity, ISyntheticArguments
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
    public IDictionary<string, Output> SyntheticOutputs { get; } = new Dictionary<string, Output>(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context) => throw new UsageException(
        "A workflow used as an activity cannot run in this process", $"{Type} ({WorkflowDefinitionId})", "use Execute Workflow");
}
