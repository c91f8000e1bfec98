using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Tests.Samples;

/// <summary>Looks how many pieces of an article are in stock.</summary>
[Activity(
    "Shop",
    "Warehouse",
    "Looks how many pieces of an article are in stock.",
    DisplayName = "Check stock",
    Kind = ActivityKind.Task
)]
[FlowNode("Enough", "Too few")]
public sealed class CheckStock(StockList stock) : CodeActivity
{
    [Input(Description = "The article's number.", IsRequired = true)]
    public Input<string> Article { get; set; } = new();

    [Input(Description = "How many pieces are wanted.", DefaultValue = 1)]
    public Input<int> Wanted { get; set; } = new(1);

    [Input(
        Description = "Where to look.",
        UIHint = InputUIHints.DropDown,
        Options = new[] { "Berlin", "Hamburg" },
        DefaultValue = "Berlin"
    )]
    public Input<string> Place { get; set; } = new("Berlin");

    [Output(Description = "How many pieces are there.")]
    public Output<int> Pieces { get; set; } = new();

    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var pieces = await stock.CountAsync(context.Get(Article)!, context.Get(Place)!, context.CancellationToken);
        context.Set(Pieces, pieces);
        context.SetCounter("pieces", pieces);
        await context.CompleteActivityWithOutcomesAsync(pieces >= context.Get(Wanted) ? "Enough" : "Too few");
    }
}
