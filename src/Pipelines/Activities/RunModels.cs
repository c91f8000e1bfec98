using Penstock.Core.Steps;
using Penstock.Core.Steps.Planning;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Query.ColumnLineage;
using Penstock.Pipelines.Options;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Pipelines.Activities;

/// <summary>Makes tables of refined and presentation from a workflow's SQL models, checked against its contracts.</summary>
[Activity(
    "Penstock",
    "Transform",
    "Makes tables from a workflow's SQL models, checked against its contracts; all tables of one box change together.",
    DisplayName = "Run models",
    Kind = ActivityKind.Task
)]
[FlowNode("Done", Failed)]
public sealed class RunModels : StepActivity
{
    /// <summary>The workflow whose models run.</summary>
    [Input(
        Description = "The folder below workflows/ that holds models and contracts.",
        IsRequired = true,
        UIHandler = typeof(ProjectChoices)
    )]
    public Input<string> Project { get; set; } = null!;

    /// <summary>Which models.</summary>
    [Input(
        Description = "Zones, names, zone.table, tag:x, +name+ and so on; empty runs all.",
        UIHint = InputUIHints.CheckList,
        UIHandler = typeof(ModelChoices)
    )]
    public Input<string[]> Models { get; set; } = new([]);

    /// <summary>Values for the models' variables.</summary>
    [Input(Description = "Values for {{ var('name') }} in the models.", UIHint = InputUIHints.JsonEditor)]
    public Input<IDictionary<string, string>> Variables { get; set; } = new(new Dictionary<string, string>());

    /// <summary>Whether to run models whose inputs did not change.</summary>
    [Input(Description = "Run models also when nothing they are made from has changed.", DefaultValue = false)]
    public Input<bool> Force { get; set; } = new(false);

    /// <summary>Whether incremental models are made from the beginning.</summary>
    [Input(
        Description = "Make incremental models from the beginning. Snapshots keep their history.",
        DefaultValue = false
    )]
    public Input<bool> FullRefresh { get; set; } = new(false);

    /// <summary>Whether the models' tests run before anything is published.</summary>
    [Input(Description = "Run the models' tests; when one fails, nothing is published.", DefaultValue = true)]
    public Input<bool> Test { get; set; } = new(true);

    /// <summary>Rows published.</summary>
    [Output(Description = "Rows published.")]
    public Output<long> RowsOut { get; set; } = new();

    /// <summary>Rows in quarantine.</summary>
    [Output(Description = "Rows that broke their contract and went to quarantine.")]
    public Output<long> Quarantined { get; set; } = new();

    /// <inheritdoc/>
    protected override async Task RunStepAsync(
        ActivityExecutionContext context,
        Platform platform,
        StepContext step,
        CancellationToken cancellationToken
    )
    {
        var models = new LakeLayers.Models.RunModels(platform.Lake, new ModelLineage(platform.Lake.Options).Of);
        var result = await models.RunAsync(Options(context, platform), step, cancellationToken);
        context.ReportProgress(new StepProgress(result.RowsOut, result.Bytes));
        context.SetCounter("quarantined", result.Quarantined);
        context.Set(RowsOut, result.RowsOut);
        context.Set(Quarantined, result.Quarantined);
    }

    /// <inheritdoc/>
    protected override Task<StepPlan> PlanStepAsync(
        ActivityExecutionContext context,
        Platform platform,
        Forecast forecast,
        CancellationToken cancellationToken
    ) => new PlanModels(platform.Lake).StepAsync(Options(context, platform), forecast, cancellationToken);

    private RunModelsOptions Options(ActivityExecutionContext context, Platform platform) =>
        new RunModelsOptions(platform.WorkflowFolder(context.Get(Project)!))
        {
            Models = context.Get(Models) ?? [],
            Force = context.Get(Force),
            FullRefresh = context.Get(FullRefresh),
            WithTests = context.Get(Test),
            Variables = (context.Get(Variables) ?? new Dictionary<string, string>()).ToDictionary(
                v => v.Key,
                v => v.Value
            ),
        };
}
