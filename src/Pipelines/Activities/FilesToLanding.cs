using Penstock.Connectors.FileServers;
using Penstock.Core.Steps;
using Penstock.Core.Steps.Planning;
using Penstock.Pipelines.Connections;
using Penstock.Pipelines.Options;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Pipelines.Activities;

/// <summary>Copies new and changed files of a file server's folder into landing, byte for byte.</summary>
[Activity(
    "Penstock",
    "Ingest",
    "Copies new and changed files of a file server's folder into landing, byte for byte.",
    DisplayName = "Files to landing",
    Kind = ActivityKind.Task
)]
[FlowNode("Done", Failed)]
public sealed class FilesToLanding : StepActivity, IReadsSource
{
    /// <summary>The file server.</summary>
    [Input(
        Description = "The connection of penstock.yml that names the file server.",
        IsRequired = true,
        UIHandler = typeof(FileServerChoices)
    )]
    public Input<string> Connection { get; set; } = null!;

    /// <summary>The feed.</summary>
    [Input(Description = "The name under which the files are in landing.", IsRequired = true)]
    public Input<string> Feed { get; set; } = null!;

    /// <summary>The folder.</summary>
    [Input(Description = "The folder on the server, below the connection's address.", DefaultValue = "")]
    public Input<string> Folder { get; set; } = new("");

    /// <summary>What to copy.</summary>
    [Input(Description = "Globs of the files to copy, for instance *.pdf.", UIHint = InputUIHints.MultiText)]
    public Input<string[]> Include { get; set; } = new(["**"]);

    /// <summary>What to leave out.</summary>
    [Input(Description = "Globs of the files to leave out.", UIHint = InputUIHints.MultiText)]
    public Input<string[]> Exclude { get; set; } = new([]);

    /// <summary>Whether to search folders below.</summary>
    [Input(Description = "Search the folders below the folder too.", DefaultValue = false)]
    public Input<bool> Recursive { get; set; } = new(false);

    /// <summary>The window's first moment.</summary>
    [Input(
        Description = "Take only files last changed from this moment on (ISO 8601, UTC without an offset); empty takes all."
    )]
    public Input<string?> WindowStart { get; set; } = new((string?)null);

    /// <summary>The first moment behind the window.</summary>
    [Input(Description = "The first moment that is not in the window any more.")]
    public Input<string?> WindowEnd { get; set; } = new((string?)null);

    /// <summary>Connections at once.</summary>
    [Input(Description = "Connections at once, 1 to 32.", DefaultValue = 4)]
    public Input<int> MaxConnections { get; set; } = new(4);

    /// <summary>When to read a known file again.</summary>
    [Input(
        Description = "When a file that is in landing is read again: when its size or time changed, or always.",
        UIHint = InputUIHints.DropDown,
        Options = new[] { "changed", "always" },
        DefaultValue = "changed"
    )]
    public Input<FileVerification> Verify { get; set; } = new(FileVerification.Changed);

    /// <summary>Whether failed files are tolerated.</summary>
    [Input(Description = "Go on although some files could not be copied.", DefaultValue = false)]
    public Input<bool> ContinueOnError { get; set; } = new(false);

    /// <summary>New files.</summary>
    [Output(Description = "Files whose content is new in landing.")]
    public Output<int> Landed { get; set; } = new();

    /// <summary>Known files.</summary>
    [Output(Description = "Files that were in landing already.")]
    public Output<int> Unchanged { get; set; } = new();

    /// <summary>Files that failed.</summary>
    [Output(Description = "The addresses of what could not be listed or copied, when the activity goes on although.")]
    public Output<string[]> NotCopied { get; set; } = new();

    /// <inheritdoc/>
    protected override string WaitsFor(ActivityExecutionContext context, Platform platform) =>
        platform.FileServer(context.Get(Connection)!).Server;

    /// <inheritdoc/>
    protected override async Task RunStepAsync(
        ActivityExecutionContext context,
        Platform platform,
        StepContext step,
        CancellationToken cancellationToken
    )
    {
        var options = Options(context);
        using var place = await context
            .GetRequiredService<ConnectionLimits>()
            .EnterAsync(context.Get(Connection)!, cancellationToken);
        var connection = platform.FileServer(context.Get(Connection)!);
        var result = await new Penstock.Connectors.FileServers.FilesToLanding(platform.Lake, connection).RunAsync(
            options,
            step,
            cancellationToken
        );
        context.SetCounter("files", result.Landed);
        context.SetCounter("failedFiles", result.Failures.Count);
        context.Set(Landed, result.Landed);
        context.Set(NotCopied, [.. result.Failures.Select(f => f.SourceUri)]);
        context.Set(Unchanged, result.Unchanged);
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
        var step = new Penstock.Connectors.FileServers.FilesToLanding(
            platform.Lake,
            platform.FileServer(context.Get(Connection)!)
        );
        return await step.PlanAsync(Options(context), forecast, context.Time, cancellationToken);
    }

    private FilesToLandingOptions Options(ActivityExecutionContext context) =>
        new FilesToLandingOptions(context.Get(Feed)!)
        {
            Folder = context.Get(Folder) ?? "",
            Include = context.Get(Include) ?? ["**"],
            Exclude = context.Get(Exclude) ?? [],
            Recursive = context.Get(Recursive),
            MaxConnections = context.Get(MaxConnections),
            Verify = context.Get(Verify),
            Window = TimeWindow.Find(context.Get(WindowStart), context.Get(WindowEnd)),
            ContinueOnError = context.Get(ContinueOnError),
        };
}
