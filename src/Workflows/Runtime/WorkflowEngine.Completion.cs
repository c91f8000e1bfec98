using Penstock.Core.Errors;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Runtime;

/// <content>What happens when an execution ends.</content>
internal sealed partial class WorkflowEngine
{
    private async Task EndAsync(ActivityExecutionContext context, Exception? error)
    {
        // What a stopped activity throws, whatever it is, comes from its being stopped.
        if (error is not null && (context.IsCancelRequested || workflow.CancellationToken.IsCancellationRequested))
        {
            context.Exception = error is OperationCanceledException ? null : error;
            Close(context, ActivityStatus.Canceled);
            context.ParentActivityExecutionContext?.ActiveChildren.Remove(context);
            return;
        }
        if (error is not null)
        {
            Fault(context, error);
            return;
        }
        foreach (var incident in context.Incidents) state.Raise(context, incident);
        if (context.CompletionRequest is null && context.PendingChildren.Count == 0)
        {
            if (context.Activity is Activity { CompletesOnReturn: true }) context.CompletionRequest = Outcomes.Done;
            else if (context.Activity is not IControlFlow || context.ActiveChildren.Count == 0)
            {
                Fault(context, new PenstockException("The activity ended without completing or scheduling anything", context.Node.ToString(),
                    next: "derive its class from CodeActivity, or call CompleteActivityAsync"));
                return;
            }
        }
        await SettleAsync(context);
    }

    /// <summary>Does what an execution asked for, then what its parent asked for when told, and so on upwards.</summary>
    private async Task SettleAsync(ActivityExecutionContext? context)
    {
        while (context is { Status: ActivityStatus.Running })
        {
            Apply(context);
            if (workflow.FinishRequested && !_halted) FinishRun(context);
            if (context.CompletionRequest is not { } outcomes) return;
            foreach (var child in context.ActiveChildren.ToList()) Cancel(child);
            context.Outcomes = outcomes;
            Close(context, ActivityStatus.Completed);

            var parent = context.ParentActivityExecutionContext;
            parent?.ActiveChildren.Remove(context);
            if (parent is null || _halted || context.IsCancelRequested) return;
            if (context.CompletionCallback is { } callback)
            {
                try
                {
                    await callback(new ActivityCompletedContext(parent, context, outcomes));
                }
                catch (Exception e)
                {
                    Fault(parent, e);
                    return;
                }
            }
            context = parent;
        }
    }

    private void Apply(ActivityExecutionContext context)
    {
        foreach (var child in context.PendingCancellations) Cancel(child);
        context.PendingCancellations.Clear();
        if (!_halted && !context.IsCancelRequested && context.CompletionRequest is null)
        {
            foreach (var child in context.PendingChildren) Schedule(child, context);
        }
        context.PendingChildren.Clear();
    }

    private void Schedule(ActivityExecutionContext.ScheduledChild child, ActivityExecutionContext? parent)
    {
        if (!workflow.Blueprints.TryGetValue(child.Activity, out var blueprint))
            throw new PenstockException("An activity was scheduled that is not part of the definition", child.Activity.Type);
        var outer = parent?.Memory ?? workflow.Memory;
        var scope = ScopeBuilder.Build(outer, child.Activity as IContainer, child.Variables);
        var context = new ActivityExecutionContext(Guid.CreateVersion7(services.Time.GetUtcNow()), blueprint, parent, workflow, scope)
        {
            CompletionCallback = child.Callback, CancellationToken = parent?.CancellationToken ?? workflow.CancellationToken,
        };
        parent?.ActiveChildren.Add(context);
        _ready.Enqueue(context);
    }

    private void Fault(ActivityExecutionContext context, Exception error)
    {
        context.Exception = error;
        Close(context, ActivityStatus.Faulted);
        state.Raise(context, error);
        if (context.ParentActivityExecutionContext is { } parent)
        {
            parent.ActiveChildren.Remove(context);
            parent.HasFaultedChild = true;
        }
        foreach (var child in context.ActiveChildren.ToList()) Cancel(child);
        for (var outer = context.ParentActivityExecutionContext; outer is not null; outer = outer.ParentActivityExecutionContext)
            outer.AggregateFaultCount++;
        if (workflow.Definition.Options.IncidentStrategy == IncidentStrategy.Fault) Halt();
    }

    private void Cancel(ActivityExecutionContext context)
    {
        context.IsCancelRequested = true;
        context.ParentActivityExecutionContext?.ActiveChildren.Remove(context);
        foreach (var child in context.ActiveChildren.ToList()) Cancel(child);
        if (context.Cancellation is { } cancellation)
        {
            cancellation.Cancel();
            return;
        }
        _launching.Remove(context);
        if (context.Status == ActivityStatus.Running) Close(context, ActivityStatus.Canceled);
    }

    private void FinishRun(ActivityExecutionContext last)
    {
        Halt();
        state.IsFinishedEarly = true;
        foreach (var context in Working.Where(c => c != last)) Cancel(context);
    }

    private void Close(ActivityExecutionContext context, ActivityStatus status)
    {
        context.Status = status;
        context.CompletedAt = context.Time.GetUtcNow();
        state.Ended(context);
    }

    /// <summary>At the end of a run no record stays Running: containers get the status of what went wrong inside them.</summary>
    private void CloseUnfinished(bool cancelled)
    {
        foreach (var context in state.Open.OrderByDescending(c => c.Sequence).ToList())
        {
            var status = context.AggregateFaultCount > 0 ? ActivityStatus.Faulted
                : state.IsFinishedEarly ? ActivityStatus.Completed : ActivityStatus.Canceled;
            if (!cancelled && status == ActivityStatus.Canceled && !_halted && !state.HasFaults)
                state.Raise(context, new PenstockException("The activity never completed", context.Node.ToString(), next: "check what its body waits for"));
            Close(context, status);
        }
    }
}
