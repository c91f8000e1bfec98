using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Pipelines.Options;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Pipelines.Activities.Triggers;

/// <summary>
/// Starts the workflow for each new thing in a zone of the lake: in landing for each object that was published, in the other
/// zones for
/// each new state (snapshot) of a table.
/// </summary>
[Activity(
    "Penstock",
    "Triggers",
    "Starts the workflow for each new object in a zone of the lake.",
    DisplayName = "New object in a zone",
    Kind = ActivityKind.Trigger
)]
public sealed class NewObject : DataTrigger
{
    /// <summary>The zone.</summary>
    [Input(Description = "The zone of the lake.", DefaultValue = "landing", UIHandler = typeof(ZoneChoices))]
    public Input<string> Zone { get; set; } = new("landing");

    /// <summary>The feed or table.</summary>
    [Input(Description = "The feed of landing, or the table; empty for all of the zone.", DefaultValue = "")]
    public Input<string> FeedOrTable { get; set; } = new("");

    /// <summary>The feed or table.</summary>
    [Output(Description = "The feed or table.")]
    public Output<string> Source { get; set; } = new();

    /// <summary>The key of a landing object.</summary>
    [Output(Description = "The object's key in the lake (landing).")]
    public Output<string?> ObjectKey { get; set; } = new();

    /// <summary>The snapshot of a table.</summary>
    [Output(Description = "The snapshot of the table (other zones).")]
    public Output<long?> Snapshot { get; set; } = new();

    /// <inheritdoc/>
    protected override async ValueTask<object> StimulusAsync(TriggerIndexingContext context)
    {
        var zone = await context.GetAsync(Zone) is { Length: > 0 } given ? given : "landing";
        if (!ZoneChoices.Zones.Contains(zone))
            throw new UsageException(
                "There is no such zone: the workflow would never start",
                zone,
                $"choose one of {string.Join(", ", ZoneChoices.Zones)}"
            );
        return new NewObjectStimulus(zone, await context.GetAsync(FeedOrTable) ?? "");
    }

    /// <inheritdoc/>
    protected override void Take(ActivityExecutionContext context, JsonObject found)
    {
        context.Set(Source, found["name"]?.ToString());
        context.Set(ObjectKey, found["objectKey"]?.ToString());
        context.Set(Snapshot, (long?)found["snapshot"]);
    }
}
