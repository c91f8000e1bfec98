using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Activities.Scheduling;

/// <summary>Starts the workflow again and again at an interval; in the middle of a run it waits for one interval.</summary>
[Activity("Elsa", "Scheduling", "Starts the workflow at an interval.", Kind = ActivityKind.Trigger)]
public sealed class Timer : CodeActivity, ITrigger, IInPlace
{
    /// <summary>The time between two starts, <c>hh:mm:ss</c>; at least a second.</summary>
    [Input(Description = "The interval, hh:mm:ss.", IsRequired = true)]
    public Input<TimeSpan> Interval { get; set; } = new();

    /// <inheritdoc/>
    public async ValueTask<IEnumerable<object>> GetTriggerPayloadsAsync(TriggerIndexingContext context) =>
        [new TimerStimulus(await context.GetAsync(Interval))];

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context)
    {
        if (context.IsTriggerOfWorkflow)
            return;
        var due = context.Time.GetUtcNow() + context.Get(Interval);
        context.CreateBookmark(
            new CreateBookmarkArgs
            {
                Stimulus = new { ResumeAt = due },
                DueAt = due,
                IncludeActivityInstanceId = true,
            }
        );
    }
}
