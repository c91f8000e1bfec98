using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Activities.Composition;

/// <summary>
/// Base of activities that run one other workflow, as a run of its own. A child that faults does not fault its parent.
/// </summary>
public abstract class ChildWorkflowActivity : Activity
{
    /// <summary>The bookmarks of all that wait for children.</summary>
    internal const string BookmarkName = "Elsa.ChildWorkflow";

    /// <summary>Goes on with the child's end.</summary>
    private protected abstract ValueTask EndedAsync(ActivityExecutionContext context, ChildEnd end);

    /// <summary>Runs the child here and now; waits for it when it is suspended.</summary>
    private protected async ValueTask RunAsync(ActivityExecutionContext context, ChildOrder order)
    {
        var children = context.GetRequiredService<ChildRuns>();
        await children.EnsureChainAsync(context);
        var bookmark = Wait(context, order.Id);
        var ended = await children.StartAsync(context, order, bookmark) is { } result
            ? result.Status == WorkflowStatus.Finished
                ? ChildEnd.Of(result)
                : null
            : await EndOfAsync(children, order.Id, context.CancellationToken);
        if (ended is not null)
            await EndedAsync(context, ended);
        else
            children.Expect(context, bookmark, order.Id);
    }

    /// <summary>Queues the child and waits for it.</summary>
    private protected async ValueTask DispatchAsync(ActivityExecutionContext context, ChildOrder order, bool waits)
    {
        var children = context.GetRequiredService<ChildRuns>();
        await children.EnsureChainAsync(context);
        Guid? bookmark = waits ? Wait(context, order.Id) : null;
        await children.EnqueueAsync(context, [order], bookmark);
        if (bookmark is { } id)
            children.Expect(context, id, order.Id);
    }

    private Guid Wait(ActivityExecutionContext context, Guid child) =>
        context.CreateBookmark(
            new CreateBookmarkArgs
            {
                Name = BookmarkName,
                Stimulus = new ChildStimulus(child),
                Callback = ResumeAsync,
                AutoBurn = false,
                IncludeActivityInstanceId = true,
            }
        );

    // Whoever wakes it, what counts is how the child stands.
    private async ValueTask ResumeAsync(ActivityExecutionContext context)
    {
        var child = ChildIds.Of(context.ExecutionId, 0);
        var end =
            ChildEnd.Of(context.ResumeInput)
            ?? await EndOfAsync(context.GetRequiredService<ChildRuns>(), child, context.CancellationToken);
        if (end?.RunId == child)
            await EndedAsync(context, end);
    }

    private static async Task<ChildEnd?> EndOfAsync(
        ChildRuns children,
        Guid child,
        CancellationToken cancellationToken
    ) =>
        await children.FindAsync(child, cancellationToken) is { Status: WorkflowStatus.Finished } run
            ? ChildEnd.Of(run)
            : null;
}
