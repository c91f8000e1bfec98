using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests.Samples;

/// <summary>Waits for a word; what comes with it is its output. With Rounds it waits so many times at one bookmark.</summary>
[Activity("Test", "Testing", "Waits for a word.")]
public sealed class WaitFor(Gate gate) : Activity
{
    public Input<string> Word { get; set; } = new();

    public Input<int> Rounds { get; set; } = new(1);

    public Output<string> Heard { get; set; } = new();

    protected override void Execute(ActivityExecutionContext context)
    {
        gate.Log.Enqueue($"{Name} waits");
        context.CreateBookmark(
            new CreateBookmarkArgs
            {
                Stimulus = new { word = context.Get(Word) },
                Callback = HearAsync,
                AutoBurn = context.Get(Rounds) == 1,
            }
        );
    }

    private async ValueTask HearAsync(ActivityExecutionContext context)
    {
        var round = context.GetProperty<int>("Round") + 1;
        context.SetProperty("Round", round);
        gate.Log.Enqueue($"{Name} heard {context.ResumeInput.GetValueOrDefault("value")} for {context.Get(Word)}");
        context.Set(Heard, context.ResumeInput.GetValueOrDefault("value")?.ToString());
        if (gate.FailsNow(Name!))
            throw new Core.Errors.TransientException("Failed on purpose", Name);
        if (round >= context.Get(Rounds))
            await context.CompleteActivityAsync();
    }
}
