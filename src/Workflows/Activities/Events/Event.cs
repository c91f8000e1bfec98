using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Activities.Events;

/// <summary>Waits for an event of a name, or starts the workflow when it comes.</summary>
[Activity("Elsa", "Primitives", "Waits for an event to be published.", Kind = ActivityKind.Trigger)]
public sealed class Event : CodeActivity<object?>, ITrigger, IInPlace
{
    /// <summary>The member of what an event brings that holds its payload.</summary>
    internal const string PayloadKey = "Payload";

    /// <summary>The name that is waited for.</summary>
    [Input(Description = "The name of the event to listen for.", IsRequired = true)]
    public Input<string> EventName { get; set; } = new();

    /// <inheritdoc/>
    public async ValueTask<IEnumerable<object>> GetTriggerPayloadsAsync(TriggerIndexingContext context) =>
        [new EventStimulus(await context.GetAsync(EventName) ?? "")];

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        if (context.IsTriggerOfWorkflow)
            return Take(context, context.WorkflowExecutionContext.Input);
        context.CreateBookmark(
            new CreateBookmarkArgs
            {
                Stimulus = new EventStimulus(context.Get(EventName) ?? ""),
                Callback = ResumeAsync,
            }
        );
        return ValueTask.CompletedTask;
    }

    private ValueTask ResumeAsync(ActivityExecutionContext context) => Take(context, context.ResumeInput);

    private ValueTask Take(ActivityExecutionContext context, IReadOnlyDictionary<string, object?> brought)
    {
        context.Set(
            Result,
            brought.TryGetValue(PayloadKey, out var payload) ? payload
                : brought.Count == 0 ? null
                : brought
        );
        return context.CompleteActivityAsync();
    }
}
