using Penstock.Core.Steps;
using Penstock.Core.Steps.Planning;
using Penstock.LakeLayers.Raw;
using Penstock.Pipelines.Options;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Pipelines.Activities;

/// <summary>Turns the JSON lines of a landing feed into a raw table.</summary>
[Activity(
    "Penstock",
    "Ingest",
    "Turns the JSON lines of a landing feed into a raw table, types and nesting kept; lines that are no JSON go to quarantine.",
    DisplayName = "JSON lines to raw",
    Kind = ActivityKind.Task
)]
[FlowNode("Done", Failed)]
public sealed class JsonLinesToRaw : StepActivity
{
    /// <summary>The feed.</summary>
    [Input(
        Description = "The landing feed whose objects are JSON lines.",
        IsRequired = true,
        UIHandler = typeof(FeedChoices)
    )]
    public Input<string> Feed { get; set; } = null!;

    /// <summary>The table.</summary>
    [Input(Description = "The raw table, for instance raw.transactions.", IsRequired = true)]
    public Input<string> Table { get; set; } = null!;

    /// <summary>Rows added.</summary>
    [Output(Description = "Rows added to the table.")]
    public Output<long> Rows { get; set; } = new();

    /// <summary>Refused lines.</summary>
    [Output(Description = "Lines that are no JSON object and went to quarantine.")]
    public Output<long> Quarantined { get; set; } = new();

    /// <inheritdoc/>
    protected override async Task RunStepAsync(
        ActivityExecutionContext context,
        Platform platform,
        StepContext step,
        CancellationToken cancellationToken
    )
    {
        var result = await new LakeLayers.Raw.JsonLinesToRaw(platform.Lake).RunAsync(
            Options(context),
            step,
            cancellationToken
        );
        context.ReportProgress(new StepProgress(result.Rows, result.Bytes));
        context.SetCounter("quarantined", result.Quarantined);
        context.Set(Rows, result.Rows);
        context.Set(Quarantined, result.Quarantined);
    }

    /// <inheritdoc/>
    protected override Task<StepPlan> PlanStepAsync(
        ActivityExecutionContext context,
        Platform platform,
        Forecast forecast,
        CancellationToken cancellationToken
    ) => new LakeLayers.Raw.JsonLinesToRaw(platform.Lake).PlanAsync(Options(context), forecast, cancellationToken);

    private JsonLinesToRawOptions Options(ActivityExecutionContext context) =>
        new(context.Get(Feed)!, context.Get(Table)!);
}
