using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Triggers;

namespace Penstock.Workflows.Activities.Events;

/// <summary>Publishes an event: runs that wait for it go on, and workflows that it starts begin.</summary>
[Activity("Elsa", "Primitives", "Publishes an event.")]
public sealed class PublishEvent : CodeActivity
{
    /// <summary>The event's name.</summary>
    [Input(Description = "The name of the event to publish.", IsRequired = true)]
    public Input<string> EventName { get; set; } = new();

    /// <summary>Reaches only runs with this correlation id.</summary>
    [Input(DisplayName = "Correlation ID", Description = "The correlation ID to scope the event to.")]
    public Input<string?> CorrelationId { get; set; } = new();

    /// <summary>Whether only this run is meant.</summary>
    [Input(
        DisplayName = "Is Local Event",
        Description = "Whether the event is visible within this workflow instance only.",
        DefaultValue = false
    )]
    public Input<bool> IsLocalEvent { get; set; } = new(false);

    /// <summary>What the event brings.</summary>
    [Input(Description = "The payload of the event.", UIHint = InputUIHints.Dictionary)]
    public Input<IDictionary<string, object>?> Payload { get; set; } = new();

    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var name = context.Get(EventName) ?? "";
        var result = await context
            .GetRequiredService<StimulusSender>()
            .PublishAsync(
                name,
                context.Get(Payload),
                new StimulusOptions
                {
                    CorrelationId = context.Get(CorrelationId) is { Length: > 0 } id ? id : null,
                    RunId = context.Get(IsLocalEvent) ? context.WorkflowExecutionContext.RunId : null,
                    // The same execution that publishes again after a crash starts nothing twice.
                    Occasion = context.Id,
                    TriggeredBy = $"event {name} of run {context.WorkflowExecutionContext.Id}",
                },
                context.CancellationToken
            );
        context.SetCounter("started", result.Started.Count);
        context.SetCounter("resumed", result.Resumed.Count);
    }
}
