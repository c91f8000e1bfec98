using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Activities.Scheduling;

/// <summary>
/// Starts the workflow at one moment; in the middle of a run it waits for that moment, or goes on when it is past.
/// </summary>
[Activity("Elsa", "Scheduling", "Starts the workflow at a specific moment.", Kind = ActivityKind.Trigger)]
public sealed class StartAt : CodeActivity, ITrigger, IInPlace
{
    /// <summary>The moment; UTC when it names no offset.</summary>
    [Input(
        DisplayName = "Date Time",
        Description = "The moment.",
        UIHint = InputUIHints.DateTimePicker,
        IsRequired = true
    )]
    public Input<DateTimeOffset> DateTime { get; set; } = new();

    /// <inheritdoc/>
    public async ValueTask<IEnumerable<object>> GetTriggerPayloadsAsync(TriggerIndexingContext context) =>
        [new StartAtStimulus(await context.GetAsync(DateTime))];

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context)
    {
        var due = context.Get(DateTime);
        context.JournalData["ExecuteAt"] = due.ToString("O");
        if (context.IsTriggerOfWorkflow || due <= context.Time.GetUtcNow())
            return;
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
