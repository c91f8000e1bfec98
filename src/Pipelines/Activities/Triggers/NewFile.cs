using System.Text.Json.Nodes;
using Penstock.Pipelines.Options;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Pipelines.Activities.Triggers;

/// <summary>
/// Starts the workflow for each new or changed file in a folder of a file server. A file counts once two looks in a row find it
/// unchanged, so that one that is still being written is not taken; files that were there at the first look do not count.
/// </summary>
[Activity(
    "Penstock",
    "Triggers",
    "Starts the workflow for each new or changed file on a file server.",
    DisplayName = "New file",
    Kind = ActivityKind.Trigger
)]
public sealed class NewFile : DataTrigger
{
    /// <summary>The file server.</summary>
    [Input(
        Description = "The connection of penstock.yml that names the file server.",
        IsRequired = true,
        UIHandler = typeof(FileServerChoices)
    )]
    public Input<string> Connection { get; set; } = new();

    /// <summary>The folder.</summary>
    [Input(Description = "The folder on the server, below the connection's address.", DefaultValue = "")]
    public Input<string> Folder { get; set; } = new("");

    /// <summary>Which names count.</summary>
    [Input(Description = "Patterns of the names, for instance *.csv.", UIHint = InputUIHints.MultiText)]
    public Input<string[]> Include { get; set; } = new(["*"]);

    /// <summary>How often it looks.</summary>
    [Input(Description = "The time between two looks, hh:mm:ss; at least five seconds.", DefaultValue = "00:00:30")]
    public Input<TimeSpan> Interval { get; set; } = new(TimeSpan.FromSeconds(30));

    /// <summary>The path on the server.</summary>
    [Output(Description = "The file's path on the server.")]
    public Output<string> Path { get; set; } = new();

    /// <summary>The name.</summary>
    [Output(Description = "The file's name.")]
    public Output<string> FileName { get; set; } = new();

    /// <summary>The size in bytes.</summary>
    [Output(Description = "The file's size in bytes.")]
    public Output<long?> Size { get; set; } = new();

    /// <inheritdoc/>
    protected override async ValueTask<object> StimulusAsync(TriggerIndexingContext context)
    {
        var interval = await context.GetAsync(Interval);
        return new NewFileStimulus(
            await context.GetAsync(Connection) ?? "",
            await context.GetAsync(Folder) ?? "",
            await context.GetAsync(Include) is { Length: > 0 } include ? include : ["*"],
            interval < TimeSpan.FromSeconds(5) ? TimeSpan.FromSeconds(5) : interval
        );
    }

    /// <inheritdoc/>
    protected override void Take(ActivityExecutionContext context, JsonObject found)
    {
        context.Set(Path, found["path"]?.ToString());
        context.Set(FileName, found["name"]?.ToString());
        context.Set(Size, (long?)found["size"]);
    }
}
