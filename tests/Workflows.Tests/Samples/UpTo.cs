using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Tests.Samples;

/// <summary>Says Again until it has run so many times, then Enough, and begins to count anew.</summary>
[Activity("Test", "Testing")]
[FlowNode("Again", "Enough")]
public sealed class UpTo : CodeActivity
{
    private int _count;

    public Input<int> Times { get; set; } = new();

    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var isEnough = ++_count >= context.Get(Times);
        if (isEnough)
            _count = 0;
        await context.CompleteActivityWithOutcomesAsync(isEnough ? "Enough" : "Again");
    }
}
