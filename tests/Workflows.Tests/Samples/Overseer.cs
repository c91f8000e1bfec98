using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests.Samples;

/// <summary>Runs its body at once, and once more when it hears a word, which takes it as long as the test likes; complete when both are told.</summary>
[Activity("Test", "Testing", "Runs its body twice.")]
public sealed class Overseer(Gate gate) : Activity
{
    [Port]
    public IActivity? Body { get; set; }

    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        context.CreateBookmark(
            new CreateBookmarkArgs
            {
                Name = "Test.WaitFor",
                Stimulus = new { word = "more" },
                Callback = HearAsync,
                AutoBurn = false,
            }
        );
        await context.ScheduleActivityAsync(Body, ToldAsync);
    }

    private async ValueTask HearAsync(ActivityExecutionContext context)
    {
        gate.Log.Enqueue("begins");
        await gate.PassAsync("overseer", context.CancellationToken);
        await context.ScheduleActivityAsync(Body, ToldAsync);
        gate.Log.Enqueue("ends");
    }

    private async ValueTask ToldAsync(ActivityCompletedContext completed)
    {
        var context = completed.TargetContext;
        gate.Log.Enqueue("told");
        context.SetProperty("Told", context.GetProperty<int>("Told") + 1);
        if (context.GetProperty<int>("Told") == 2)
            await context.CompleteActivityAsync();
    }
}
