using Penstock.Core.Errors;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Runtime.State;

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
            Forget(context);
            return;
        }
        if (error is not null)
        {
            Fault(context, error);
            return;
        }
        context.HasRun = true;
        context.Entry = null;
        foreach (var incident in context.Incidents)
            state.Raise(context, incident);
        context.Incidents.Clear();
        KeepBookmarks(context);
        if (
            context.CompletionRequest is null
            && context.PendingChildren.Count == 0
            && context.Bookmarks.Count == 0
            && !context.IsBreakRequested
        )
        {
            if (context.Activity is Activity { CompletesOnReturn: true })
                context.CompletionRequest = Outcomes.Done;
            else if (context.Activity is not IControlFlow || context.ActiveChildren.Count == 0)
            {
                Fault(
                    context,
                    new PenstockException(
                        "The activity ended without completing or scheduling anything",
                        context.Node.ToString(),
                        next: "derive its class from CodeActivity, or call CompleteActivityAsync"
                    )
                );
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
            if (workflow.FinishRequested && !_isFinishedEarly)
                FinishRun(context);
            if (context.IsBreakRequested)
            {
                context.IsBreakRequested = false;
                context = LeaveLoop(context);
                if (context is null)
                    return;
            }
            if (context.CompletionRequest is not { } outcomes)
                return;
            foreach (var child in context.ActiveChildren.ToList())
                Cancel(child);
            context.Outcomes = outcomes;
            workflow.ActivityOutputs.Record(context.Activity.Id, context.Activity.Name, context.Outputs);
            Close(context, ActivityStatus.Completed);

            var parent = context.ParentActivityExecutionContext;
            Forget(context);
            if (parent is null || _halt == Halt.Dropped || context.IsCancelRequested)
                return;
            if (context.CompletionCallback is { } callback)
            {
                try
                {
                    await callback(new ActivityCompletedContext(parent, context, outcomes));
                    KeepBookmarks(parent);
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
        foreach (var child in context.PendingCancellations)
            Cancel(child);
        context.PendingCancellations.Clear();
        if (_halt != Halt.Dropped && !context.IsCancelRequested && context.CompletionRequest is null)
        {
            foreach (var child in context.PendingChildren)
                Schedule(child, context);
        }
        context.PendingChildren.Clear();
    }

    private void KeepBookmarks(ActivityExecutionContext context)
    {
        if (context.PendingBookmarks.Count == 0)
            return;
        if (context.CompletionRequest is null)
        {
            foreach (var bookmark in context.PendingBookmarks)
            {
                context.Bookmarks.Add(bookmark);
                state.Add(bookmark);
            }
            context.Events.Add(new ActivityEvent("Suspended", ++_events, context.Time.GetUtcNow()));
            state.Changed(context);
        }
        context.PendingBookmarks.Clear();
    }

    /// <summary>
    /// Completes the nearest loop around an execution; null when there is none and the break does nothing but end it.
    /// </summary>
    private ActivityExecutionContext? LeaveLoop(ActivityExecutionContext context)
    {
        var loop = context.ParentActivityExecutionContext;
        while (loop is not null && loop.Activity is not ILoop)
            loop = loop.ParentActivityExecutionContext;
        if (loop is null)
        {
            context.CompletionRequest = Outcomes.Done;
            return context;
        }
        context.Outcomes = Outcomes.Done;
        Close(context, ActivityStatus.Completed);
        Forget(context);
        loop.CompletionRequest = Outcomes.Done;
        return loop;
    }

    private ActivityExecutionContext Schedule(
        ActivityExecutionContext.ScheduledChild child,
        ActivityExecutionContext? parent
    )
    {
        var callback =
            child.Callback is null || parent is null ? null : NamedMethods.NameOf(child.Callback, parent.Activity);
        var context = Make(
            Guid.CreateVersion7(services.Time.GetUtcNow()),
            child.Activity,
            parent,
            callback,
            [.. child.Variables ?? []]
        );
        _ready.Enqueue(context);
        return context;
    }

    private void Fault(ActivityExecutionContext context, Exception error)
    {
        context.Exception = error;
        foreach (var child in context.ActiveChildren.ToList())
            Cancel(child);
        context.PendingBookmarks.Clear();
        Close(context, ActivityStatus.Faulted);
        state.Raise(context, error);
        if (context.ParentActivityExecutionContext is { } parent)
        {
            parent.ActiveChildren.Remove(context);
            parent.HasFaultedChild = true;
        }
        for (
            var outer = context.ParentActivityExecutionContext;
            outer is not null;
            outer = outer.ParentActivityExecutionContext
        )
        {
            outer.AggregateFaultCount++;
            state.Changed(outer);
        }
        if (workflow.Definition.Options.IncidentStrategy == IncidentStrategy.Fault && _halt == Halt.None)
            _halt = Halt.Parked;
    }

    private void Cancel(ActivityExecutionContext context)
    {
        context.IsCancelRequested = true;
        context.ParentActivityExecutionContext?.ActiveChildren.Remove(context);
        foreach (var child in context.ActiveChildren.ToList())
            Cancel(child);
        if (context.Cancellation is { } cancellation)
        {
            cancellation.Cancel();
            return;
        }
        _launching.Remove(context);
        if (context.Status == ActivityStatus.Running)
            Close(context, ActivityStatus.Canceled);
        Forget(context);
    }

    private void FinishRun(ActivityExecutionContext last)
    {
        Drop();
        _isFinishedEarly = true;
        foreach (var context in Working.Where(c => c != last))
            Cancel(context);
    }

    private void Close(ActivityExecutionContext context, ActivityStatus status, bool isKept = false)
    {
        context.Status = status;
        context.CompletedAt = context.Time.GetUtcNow();
        context.EndEvent = ++_events;
        state.Ended(context, isKept);
    }

    /// <summary>How the run stands when nothing moves any more.</summary>
    private WorkflowSubStatus Judge(bool isCancelled)
    {
        if (_isInterrupted)
            return WorkflowSubStatus.Interrupted;
        if (isCancelled)
            return WorkflowSubStatus.Cancelled;
        if (_isFinishedEarly)
            return WorkflowSubStatus.Finished;
        var faults = _executions.Values.Any(c => c.Status == ActivityStatus.Faulted);
        if (_halt != Halt.None || faults && workflow.Definition.Options.IncidentStrategy == IncidentStrategy.Fault)
            return WorkflowSubStatus.Faulted;
        if (_executions.Count == 0)
            return WorkflowSubStatus.Finished;
        if (faults || _executions.Values.Any(c => c.Bookmarks.Count > 0))
            return WorkflowSubStatus.Suspended;
        foreach (var context in _executions.Values.Where(c => c.ActiveChildren.Count == 0).ToList())
            state.Raise(
                context,
                new PenstockException(
                    "The activity never completed",
                    context.Node.ToString(),
                    next: "check what its body waits for"
                )
            );
        return WorkflowSubStatus.Faulted;
    }

    /// <summary>
    /// Ends the run. No record stays Running: containers get the status of what went wrong inside them. The state of a faulted
    /// run is
    /// kept as it was, so that its faulted activities can be tried again.
    /// </summary>
    private async Task EndAsync(WorkflowSubStatus end)
    {
        var snapshot = end == WorkflowSubStatus.Faulted ? Save() : null;
        foreach (
            var context in _executions
                .Values.Where(c => c.Status == ActivityStatus.Running)
                .OrderByDescending(c => c.Sequence)
                .ToList()
        )
        {
            var status = end switch
            {
                WorkflowSubStatus.Finished => ActivityStatus.Completed,
                WorkflowSubStatus.Faulted when context.AggregateFaultCount > 0 => ActivityStatus.Faulted,
                _ => ActivityStatus.Canceled,
            };
            Close(context, status, isKept: snapshot is not null);
        }
        state.Batch.DropsState = snapshot is null;
        if (snapshot is null && workflow.Memory.Slots.Count > 0)
            state.Batch.FinalVariables = new System.Text.Json.Nodes.JsonObject(
                workflow
                    .Memory.Slots.DistinctBy(s => s.Definition.Id)
                    .Select(s => KeyValuePair.Create(s.Definition.Id, JournalValues.Node(s.Definition.Name, s.Value)))
            ).ToJsonString();
        var output = new System.Text.Json.Nodes.JsonObject();
        foreach (var (name, value) in workflow.Output)
            output[name] = JournalValues.Node(name, value);
        state.Change(
            state.Run with
            {
                Status = WorkflowStatus.Finished,
                SubStatus = end,
                FinishedAt = services.Time.GetUtcNow(),
                Output = output,
            }
        );
        if (state.Run.ParentBookmarkId is not null)
            state.Batch.ParentMessage = ParentMessage(end);
        await state.CommitAsync(snapshot);
        state.Tell();
    }

    private string ParentMessage(WorkflowSubStatus end)
    {
        var message = new System.Text.Json.Nodes.JsonObject
        {
            ["WorkflowInstanceId"] = workflow.Id,
            ["Status"] = nameof(WorkflowStatus.Finished),
            ["SubStatus"] = end.ToString(),
            ["Output"] = StateJson.Object(workflow.Output),
        };
        return message.ToJsonString();
    }
}
