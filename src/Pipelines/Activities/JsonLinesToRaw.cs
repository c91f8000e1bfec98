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
    "Turns the JSON lines of a landing feed into a raw table, types and nesting kept; lines that cannot be taken go to quarantine.",
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

    /// <summary>How rows are written.</summary>
    [Input(
        Description = "Append what landed, Replace the table by what the last run landed, or Merge it by a key.",
        DefaultValue = RawWrite.Append
    )]
    public Input<RawWrite> Write { get; set; } = new(RawWrite.Append);

    /// <summary>The key.</summary>
    [Input(Description = "The fields of the key to merge by, separated by commas, for instance _id.")]
    public Input<string?> Key { get; set; } = new((string?)null);

    /// <summary>Rows added.</summary>
    [Output(Description = "Rows added to the table.")]
    public Output<long> Rows { get; set; } = new();

    /// <summary>Refused lines.</summary>
    [Output(Description = "Lines that cannot be taken and went to quarantine.")]
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
        new(context.Get(Feed)!, context.Get(Table)!)
        {
            Write = context.Get(Write),
            Key = (context.Get(Key) ?? "").Split(
                ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            ),
        };
}
