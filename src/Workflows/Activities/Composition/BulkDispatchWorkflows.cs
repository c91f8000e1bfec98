using System.Collections;
using System.Text.Json.Nodes;
using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Expressions;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Activities.Composition;

/// <summary>
/// Runs another workflow once for each item. Children are queued a window at a time, so that neither the queue nor memory grows
/// with
/// the number of items; which items are done is kept in the run. A child that faults does not fault the others or this
/// activity: it is
/// counted, named in the outputs, and the slot for it runs.
/// </summary>
[Activity(
    "Elsa",
    "Composition",
    "Creates an instance of a workflow for each item of a data source and dispatches them for execution.",
    Kind = ActivityKind.Task
)]
[FlowNode("Completed", "Canceled", "Done")]
public sealed class BulkDispatchWorkflows : Activity
{
    private const int Window = 200;
    private const int MostNamed = 1_000;
    private const string ProgressKey = "Progress";
    private const string ItemsKey = "Items";

    /// <summary>The definition; its published version runs.</summary>
    [Input(
        DisplayName = "Workflow Definition",
        Description = "The workflow to run for each item.",
        UIHint = InputUIHints.WorkflowDefinitionPicker,
        IsRequired = true
    )]
    public Input<string> WorkflowDefinitionId { get; set; } = new();

    /// <summary>The items: a list, or one item.</summary>
    [Input(Description = "The data source to use for dispatching the workflows.", UIHint = InputUIHints.SingleLine)]
    public Input<object> Items { get; set; } = new();

    /// <summary>The input of the child that holds its item, when the item is not an object of names and values.</summary>
    [Input(
        DisplayName = "Default Item Input Key",
        Description = "The input of the child that receives the item.",
        DefaultValue = "Item"
    )]
    public Input<string> DefaultItemInputKey { get; set; } = new("Item");

    /// <summary>Gives each child its correlation id; sees the variables Item and Index.</summary>
    [Input(
        DisplayName = "Correlation ID Function",
        Description = "Computes the correlation ID of a child from the variable Item.",
        AutoEvaluate = false
    )]
    public Input<string?> CorrelationIdFunction { get; set; } = new();

    /// <summary>What every child is given besides its item.</summary>
    [Input(Description = "Additional input of the children.", UIHint = InputUIHints.Dictionary)]
    public Input<IDictionary<string, object>?> Input { get; set; } = new();

    /// <summary>Whether to wait until all children have ended.</summary>
    [Input(Description = "Wait for the children to complete before completing this activity.", DefaultValue = true)]
    public Input<bool> WaitForCompletion { get; set; } = new(true);

    /// <summary>Kept for files of other servers; runs here are not traced apart.</summary>
    [Input(DisplayName = "Start new trace", Description = "Starts a new trace for the children.", DefaultValue = false)]
    public Input<bool> StartNewTrace { get; set; } = new(false);

    /// <summary>Kept for files of other servers; there is one queue here.</summary>
    [Input(
        DisplayName = "Channel",
        Description = "The channel to dispatch the workflows to.",
        UIHint = InputUIHints.DropDown
    )]
    public Input<string?> ChannelName { get; set; } = new();

    /// <summary>Runs when a child has completed; sees ChildInstanceId, ChildOutput, Item and Index.</summary>
    [Port]
    public IActivity? ChildCompleted { get; set; }

    /// <summary>Runs when a child has faulted or was cancelled; sees ChildInstanceId, Item and Index.</summary>
    [Port]
    public IActivity? ChildFaulted { get; set; }

    /// <summary>Completed and faulted children, and the places of the items that faulted (the first thousand).</summary>
    [Output(Description = "Counts of completed and faulted children, and the places of the items that faulted.")]
    public Output<object> Result { get; set; } = new();

    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        await context.GetRequiredService<ChildRuns>().EnsureChainAsync(context);
        var items = ItemsOf(context);
        var progress = new BulkProgress();
        if (!context.Get(WaitForCompletion))
        {
            while (progress.Next < items.Count)
                await DispatchAsync(context, items, progress, null);
            context.SetCounter("dispatched", items.Count);
            await context.CompleteActivityAsync();
            return;
        }
        if (items.Count == 0)
        {
            await CompleteAsync(context, progress);
            return;
        }
        var bookmark = context.CreateBookmark(
            new CreateBookmarkArgs
            {
                Name = ChildWorkflowActivity.BookmarkName,
                Stimulus = new ChildStimulus(null),
                Callback = ChildEndedAsync,
                AutoBurn = false,
                IncludeActivityInstanceId = true,
            }
        );
        progress.Bookmark = bookmark;
        await DispatchAsync(context, items, progress, bookmark);
        var children = context.GetRequiredService<ChildRuns>();
        foreach (var place in progress.Open)
            children.Expect(context, bookmark, ChildIds.Of(context.ExecutionId, place));
        context.SetProperty(ProgressKey, progress);
    }

    private async ValueTask ChildEndedAsync(ActivityExecutionContext context)
    {
        // The journal of this execution need not hold ten thousand resumes.
        if (context.Events.Count > 20)
            context.Events.RemoveRange(1, context.Events.Count - 20);
        var progress = context.GetProperty<BulkProgress>(ProgressKey)!;
        var items = ItemsOf(context);
        if (ChildEnd.Of(context.ResumeInput) is { } end)
            await TakeAsync(context, progress, items, end);
        else
            foreach (var place in progress.Open.ToList())
                await LookAsync(context, progress, items, place);

        if (progress.Open.Count <= Window / 2 && progress.Next < items.Count)
            await DispatchAsync(context, items, progress, progress.Bookmark);
        context.SetProperty(ProgressKey, progress);
        await CompleteIfDoneAsync(context, progress, items.Count);
    }

    private ValueTask SlotCompletedAsync(ActivityCompletedContext completed)
    {
        var context = completed.TargetContext;
        var progress = context.GetProperty<BulkProgress>(ProgressKey)!;
        return CompleteIfDoneAsync(context, progress, ItemsOf(context).Count);
    }

    private async Task LookAsync(
        ActivityExecutionContext context,
        BulkProgress progress,
        IReadOnlyList<object?> items,
        int place
    )
    {
        var run = await context
            .GetRequiredService<ChildRuns>()
            .FindAsync(ChildIds.Of(context.ExecutionId, place), context.CancellationToken);
        if (run is { Status: WorkflowStatus.Finished })
            await TakeAsync(context, progress, items, ChildEnd.Of(run));
    }

    private async Task TakeAsync(
        ActivityExecutionContext context,
        BulkProgress progress,
        IReadOnlyList<object?> items,
        ChildEnd end
    )
    {
        var found = progress.Open.FindIndex(p => ChildIds.Of(context.ExecutionId, p) == end.RunId);
        // Told twice, after a crash.
        if (found < 0)
            return;
        var place = progress.Open[found];
        progress.Open.RemoveAt(found);
        var isGood = end.SubStatus == WorkflowSubStatus.Finished;
        if (isGood)
            progress.Completed++;
        else
            progress.Faulted++;
        if (!isGood && progress.FaultedItems.Count < MostNamed)
            progress.FaultedItems.Add(place);
        context.SetCounter("completed", progress.Completed);
        context.SetCounter("faulted", progress.Faulted);
        context.SetCounter("total", items.Count);
        await context.ScheduleActivityAsync(
            isGood ? ChildCompleted : ChildFaulted,
            SlotCompletedAsync,
            [
                new("ChildInstanceId", end.RunId.ToString()),
                new("ChildOutput", end.Output),
                new("Item", items[place]),
                new("Index", place),
            ]
        );
    }

    private async ValueTask CompleteIfDoneAsync(ActivityExecutionContext context, BulkProgress progress, int count)
    {
        if (
            progress.Open.Count == 0
            && progress.Next >= count
            && context.PendingChildren.Count == 0
            && context.ActiveChildren.Count == 0
        )
            await CompleteAsync(context, progress);
    }

    private ValueTask CompleteAsync(ActivityExecutionContext context, BulkProgress progress)
    {
        context.Set(
            Result,
            new Dictionary<string, object?>
            {
                ["Completed"] = progress.Completed,
                ["Faulted"] = progress.Faulted,
                ["FaultedItems"] = progress.FaultedItems,
            }
        );
        return context.CompleteActivityWithOutcomesAsync("Completed", Outcomes.DoneName);
    }

    private async Task DispatchAsync(
        ActivityExecutionContext context,
        IReadOnlyList<object?> items,
        BulkProgress progress,
        Guid? bookmark
    )
    {
        var children = context.GetRequiredService<ChildRuns>();
        var definition = (
            await children.FindAsync(context.Get(WorkflowDefinitionId), null, context.CancellationToken)
        ).Definition;
        var orders = new List<ChildOrder>();
        for (; progress.Next < items.Count && progress.Open.Count < Window && orders.Count < Window; progress.Next++)
        {
            orders.Add(await OrderAsync(context, definition, items[progress.Next], progress.Next));
            if (bookmark is not null)
                progress.Open.Add(progress.Next);
        }
        await children.EnqueueAsync(context, orders, bookmark);
    }

    private async Task<ChildOrder> OrderAsync(
        ActivityExecutionContext context,
        WorkflowDefinition definition,
        object? item,
        int place
    )
    {
        var input = ChildInput.Of(context, context.Get(Input));
        var key = context.Get(DefaultItemInputKey) is { Length: > 0 } name ? name : "Item";
        if (item is IDictionary or JsonObject or IDictionary<string, object?>)
        {
            foreach (
                var (member, value) in (IDictionary<string, object?>)
                    ValueConverter.Convert(item, typeof(IDictionary<string, object?>))!
            )
                input[member] = value;
        }
        input[key] = item;
        string? correlation = null;
        if (CorrelationIdFunction.Expression is { } function)
        {
            var (memory, _, _) = ScopeBuilder.Build(context.Memory, null, [new("Item", item), new("Index", place)]);
            correlation =
                await context
                    .GetRequiredService<ExpressionRegistry>()
                    .EvaluateAsync(
                        function,
                        typeof(string),
                        new(memory, context.WorkflowExecutionContext, context.CancellationToken)
                    ) as string;
        }
        return new(
            ChildIds.Of(context.ExecutionId, place),
            definition,
            input,
            correlation is { Length: > 0 } ? correlation : null
        );
    }

    private IReadOnlyList<object?> ItemsOf(ActivityExecutionContext context)
    {
        if (context.GetMemo<List<object?>>(ItemsKey) is { } known)
            return known;
        List<object?> items = context.Get(Items) switch
        {
            null => [],
            string text => (List<object?>?)ValueConverter.Convert(text, typeof(List<object?>)) ?? [],
            JsonArray array => [.. array.Select(i => ValueConverter.Convert(i?.DeepClone(), typeof(object)))],
            IDictionary or JsonNode => [context.Get(Items)],
            IEnumerable many => [.. many.Cast<object?>()],
            var one => [one],
        };
        context.SetMemo(ItemsKey, items);
        return items;
    }
}
