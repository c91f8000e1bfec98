using Penstock.Connectors.MongoDb;
using Penstock.Core.Steps;
using Penstock.Core.Steps.Planning;
using Penstock.Pipelines.Connections;
using Penstock.Pipelines.Options;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Pipelines.Activities;

/// <summary>Streams a MongoDB collection into landing as extended JSON lines.</summary>
[Activity(
    "Penstock",
    "Ingest",
    "Streams a MongoDB collection, or what is new in it, into landing as compressed extended JSON lines.",
    DisplayName = "MongoDB to landing",
    Kind = ActivityKind.Task
)]
[FlowNode("Done", Failed)]
public sealed class MongoToLanding : StepActivity, IReadsSource
{
    /// <summary>The server.</summary>
    [Input(
        Description = "The connection of penstock.yml that names the MongoDB server.",
        IsRequired = true,
        UIHandler = typeof(MongoServerChoices)
    )]
    public Input<string> Connection { get; set; } = null!;

    /// <summary>The feed.</summary>
    [Input(Description = "The name under which the documents are in landing.", IsRequired = true)]
    public Input<string> Feed { get; set; } = null!;

    /// <summary>The database.</summary>
    [Input(Description = "The database.", IsRequired = true)]
    public Input<string> Database { get; set; } = null!;

    /// <summary>The collection.</summary>
    [Input(Description = "The collection.", IsRequired = true)]
    public Input<string> Collection { get; set; } = null!;

    /// <summary>Which documents.</summary>
    [Input(
        Description = "Which documents: a MongoDB query in extended JSON.",
        UIHint = InputUIHints.JsonEditor,
        DefaultValue = "{}"
    )]
    public Input<string> Filter { get; set; } = new("{}");

    /// <summary>Which fields.</summary>
    [Input(
        Description = "Which fields: a MongoDB projection in extended JSON; empty takes all.",
        UIHint = InputUIHints.JsonEditor
    )]
    public Input<string?> Projection { get; set; } = new((string?)null);

    /// <summary>The order.</summary>
    [Input(
        Description = "An order of your own in extended JSON; a cut read then starts over.",
        UIHint = InputUIHints.JsonEditor
    )]
    public Input<string?> Sort { get; set; } = new((string?)null);

    /// <summary>The field that only grows.</summary>
    [Input(
        Description = "A field that only grows: a run reads what is greater than last time. Empty reads everything each time."
    )]
    public Input<string?> WatermarkField { get; set; } = new((string?)null);

    /// <summary>How late documents may come.</summary>
    [Input(
        Description = "How far behind the watermark documents may come late, for instance 02:00:00: those are read again, and land where they have not. The watermark field must hold dates."
    )]
    public Input<TimeSpan> AllowedLateness { get; set; } = new(TimeSpan.Zero);

    /// <summary>The field by which a window is cut.</summary>
    [Input(
        Description = "A field that holds a date: with Window start and Window end only documents of that time are read. Not together with a watermark."
    )]
    public Input<string?> WindowField { get; set; } = new((string?)null);

    /// <summary>The window's first moment.</summary>
    [Input(Description = "The window's first moment (ISO 8601, UTC without an offset); empty reads everything.")]
    public Input<string?> WindowStart { get; set; } = new((string?)null);

    /// <summary>The first moment behind the window.</summary>
    [Input(Description = "The first moment that is not in the window any more.")]
    public Input<string?> WindowEnd { get; set; } = new((string?)null);

    /// <summary>Documents a round trip.</summary>
    [Input(Description = "Documents a round trip, 1 to 100,000.", DefaultValue = 1000)]
    public Input<int> BatchSize { get; set; } = new(1000);

    /// <summary>The compression.</summary>
    [Input(
        Description = "How the lines are compressed.",
        UIHint = InputUIHints.DropDown,
        Options = new[] { "zstd", "gzip" },
        DefaultValue = "zstd"
    )]
    public Input<MongoCompression> Compression { get; set; } = new(MongoCompression.Zstd);

    /// <summary>The size of an object.</summary>
    [Input(Description = "JSON bytes after which an object ends, before compression.", DefaultValue = 67108864L)]
    public Input<long> MaxObjectBytes { get; set; } = new(64L << 20);

    /// <summary>Documents published.</summary>
    [Output(Description = "Documents published.")]
    public Output<long> Documents { get; set; } = new();

    /// <inheritdoc/>
    protected override string WaitsFor(ActivityExecutionContext context, Platform platform) =>
        platform.MongoServer(context.Get(Connection)!).ToString();

    /// <inheritdoc/>
    protected override async Task RunStepAsync(
        ActivityExecutionContext context,
        Platform platform,
        StepContext step,
        CancellationToken cancellationToken
    )
    {
        var options = Options(context, platform);
        using var place = await context
            .GetRequiredService<ConnectionLimits>()
            .EnterAsync(context.Get(Connection)!, cancellationToken);
        var connection = platform.MongoServer(context.Get(Connection)!);
        var result = await new Penstock.Connectors.MongoDb.MongoToLanding(platform.Lake, connection).RunAsync(
            options,
            step,
            cancellationToken
        );
        context.ReportProgress(new StepProgress(result.Documents, result.JsonBytes));
        context.Set(Documents, result.Documents);
    }

    /// <inheritdoc/>
    protected override async Task<StepPlan> PlanStepAsync(
        ActivityExecutionContext context,
        Platform platform,
        Forecast forecast,
        CancellationToken cancellationToken
    )
    {
        using var place = await context
            .GetRequiredService<ConnectionLimits>()
            .EnterAsync(context.Get(Connection)!, cancellationToken);
        var step = new Penstock.Connectors.MongoDb.MongoToLanding(
            platform.Lake,
            platform.MongoServer(context.Get(Connection)!)
        );
        return await step.PlanAsync(
            Options(context, platform),
            context.WorkflowExecutionContext.Definition.DefinitionId,
            forecast,
            cancellationToken
        );
    }

    private MongoToLandingOptions Options(ActivityExecutionContext context, Platform platform)
    {
        var source = platform.Source(context.Get(Connection)!);
        var window = TimeWindow.Find(context.Get(WindowStart), context.Get(WindowEnd));
        return new MongoToLandingOptions(context.Get(Feed)!, context.Get(Database)!, context.Get(Collection)!)
        {
            SocketTimeout = source.Silence,
            RetryFor = source.RetryFor,
            Filter = NullIfEmpty(context.Get(Filter)) ?? "{}",
            Projection = NullIfEmpty(context.Get(Projection)),
            Sort = NullIfEmpty(context.Get(Sort)),
            WatermarkField = NullIfEmpty(context.Get(WatermarkField)),
            AllowedLateness = context.Get(AllowedLateness),
            BatchSize = context.Get(BatchSize),
            Compression = context.Get(Compression),
            MaxObjectBytes = context.Get(MaxObjectBytes),
            WindowField = window is null ? null : NullIfEmpty(context.Get(WindowField)),
            Window = window,
        };
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
