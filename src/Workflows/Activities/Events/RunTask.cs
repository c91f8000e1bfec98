using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Activities.Events;

/// <summary>
/// Asks somebody outside to do a task and waits until it is reported as done; see <see
/// cref="Triggers.StimulusSender.CompleteTaskAsync"/>.
/// </summary>
[Activity(
    "Elsa",
    "Primitives",
    "Requests a task to be executed and waits for its completion.",
    Kind = ActivityKind.Action
)]
public sealed class RunTask : CodeActivity<object?>
{
    /// <summary>What kind of task it is.</summary>
    [Input(Description = "The name of the task being requested.", IsRequired = true)]
    public Input<string> TaskName { get; set; } = new();

    /// <summary>What it is about.</summary>
    [Input(Description = "Any additional parameters to send to the task.")]
    public Input<IDictionary<string, object>?> Payload { get; set; } = new();

    /// <summary>The task's id.</summary>
    [Output(DisplayName = "Task ID", Description = "The ID of the task.")]
    public Output<string> TaskId { get; set; } = new();

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context)
    {
        context.Set(TaskId, context.Id);
        context.CreateBookmark(
            new CreateBookmarkArgs
            {
                Stimulus = new RunTaskStimulus(context.Id, context.Get(TaskName) ?? "", context.Get(Payload)),
                Callback = ResumeAsync,
            }
        );
    }

    private ValueTask ResumeAsync(ActivityExecutionContext context)
    {
        context.Set(Result, context.ResumeInput.GetValueOrDefault("Result"));
        return context.CompleteActivityAsync();
    }
}
