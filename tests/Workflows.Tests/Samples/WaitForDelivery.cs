using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests.Samples;

/// <summary>Starts a workflow when a delivery comes, or waits for one in the middle of a run.</summary>
[Activity("Shop", "Warehouse", "Waits for a delivery of an article.", Kind = ActivityKind.Trigger)]
public sealed class WaitForDelivery : CodeActivity, ITrigger
{
    [Input(Description = "The article's number.", IsRequired = true)]
    public Input<string> Article { get; set; } = new();

    [Output(Description = "How many pieces came.")]
    public Output<int> Pieces { get; set; } = new();

    public async ValueTask<IEnumerable<object>> GetTriggerPayloadsAsync(TriggerIndexingContext context) =>
        [new { Article = await context.GetAsync(Article) }];

    protected override void Execute(ActivityExecutionContext context)
    {
        if (context.IsTriggerOfWorkflow)
            context.Set(Pieces, context.GetWorkflowInput<int>("Pieces"));
        else
            context.CreateBookmark(
                new CreateBookmarkArgs { Stimulus = new { Article = context.Get(Article) }, Callback = ComeAsync }
            );
    }

    private ValueTask ComeAsync(ActivityExecutionContext context)
    {
        context.Set(Pieces, Convert.ToInt32(context.ResumeInput["Pieces"], null));
        return context.CompleteActivityAsync();
    }
}
