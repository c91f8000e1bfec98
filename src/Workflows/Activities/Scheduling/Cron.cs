using Penstock.Core.Errors;
using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Runtime;
using Penstock.Workflows.Scheduling;

namespace Penstock.Workflows.Activities.Scheduling;

/// <summary>
/// Starts the workflow at the times of a cron expression (UTC); in the middle of a run it waits for the next of them.
/// </summary>
[Activity("Elsa", "Scheduling", "Starts the workflow at the times of a CRON expression.", Kind = ActivityKind.Trigger)]
public sealed class Cron : CodeActivity, ITrigger, IInPlace
{
    /// <summary>Five fields, or six with seconds first; see <see cref="CronExpressions"/>.</summary>
    [Input(
        DisplayName = "CRON Expression",
        Description = "Five fields, or six with seconds first: 0 0 2 * * * is two o'clock each night.",
        IsRequired = true
    )]
    public Input<string> CronExpression { get; set; } = new();

    /// <inheritdoc/>
    public async ValueTask<IEnumerable<object>> GetTriggerPayloadsAsync(TriggerIndexingContext context) =>
        [new CronStimulus(await context.GetAsync(CronExpression) ?? "")];

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context)
    {
        if (context.IsTriggerOfWorkflow)
            return;
        var expression = context.Get(CronExpression) ?? "";
        var due =
            CronExpressions.Next(expression, context.Time.GetUtcNow())
            ?? throw new UsageException(
                "The cron expression has no time left",
                $"{expression}, {context.Node}",
                "give it times that are to come"
            );
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
