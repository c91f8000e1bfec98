using Penstock.Workflows.Resilience;
using Penstock.Workflows.Runtime;
using Penstock.Workflows.Runtime.LogPersistence;

namespace Penstock.Workflows.Activities;

/// <content>What the engine keeps about an execution.</content>
public sealed partial class ActivityExecutionContext
{
    private readonly Dictionary<Input, object?> _inputs = new(ReferenceEqualityComparer.Instance);

    internal ActivityExecutionContext(
        Guid executionId,
        ActivityBlueprint blueprint,
        ActivityExecutionContext? parent,
        WorkflowExecutionContext workflow,
        MemoryScope memory
    )
    {
        ExecutionId = executionId;
        _blueprint = blueprint;
        ParentActivityExecutionContext = parent;
        WorkflowExecutionContext = workflow;
        Memory = memory;
    }

    internal ActivityBlueprint Blueprint => _blueprint;

    internal long Sequence { get; set; }

    internal DateTimeOffset StartedAt { get; set; }

    internal DateTimeOffset? CompletedAt { get; set; }

    internal Outcomes? CompletionRequest { get; set; }

    internal Outcomes Outcomes { get; set; } = Outcomes.None;

    internal List<ScheduledChild> PendingChildren { get; } = [];

    internal ActivityCompletionCallback? CompletionCallback { get; set; }

    /// <summary>Those inside that are scheduled or running.</summary>
    internal HashSet<ActivityExecutionContext> ActiveChildren { get; } = [];

    /// <summary>Those inside that the activity wants stopped.</summary>
    internal List<ActivityExecutionContext> PendingCancellations { get; } = [];

    internal bool HasFaultedChild { get; set; }

    internal int AggregateFaultCount { get; set; }

    internal bool IsCancelRequested { get; set; }

    internal CancellationTokenSource? Cancellation { get; set; }

    internal Exception? Exception { get; set; }

    internal List<Exception> Incidents { get; } = [];

    internal Dictionary<string, object?> Outputs { get; } = new(StringComparer.Ordinal);

    /// <summary>How it is tried again; null when it is not.</summary>
    internal ResilienceSettings? Resilience { get; set; }

    /// <summary>Whether the try failed although it goes on: there was no other try to leave it to.</summary>
    internal bool HasFailedTry { get; set; }

    /// <summary>What the journal leaves out; null when it keeps all.</summary>
    internal LogChoice? Log { get; set; }

    internal volatile bool IsDirty;

    internal Action<ActivityExecutionContext>? OnProgress { get; set; }

    /// <summary>Stops an execution inside this one; its callback is not called.</summary>
    internal void CancelChild(ActivityExecutionContext child) => PendingCancellations.Add(child);

    internal void SetInputValue(Input input, object? value) => _inputs[input] = value;

    internal IReadOnlyDictionary<Input, object?> InputValues => _inputs;

    /// <summary>Forgets what a failed try asked for.</summary>
    internal void ResetAttempt()
    {
        CompletionRequest = null;
        IsBreakRequested = false;
        PendingChildren.Clear();
        PendingBookmarks.Clear();
        lock (_gate)
        {
            Incidents.Clear();
            Outputs.Clear();
        }
    }

    internal ActivityExecutionRecord Snapshot()
    {
        lock (_gate)
        {
            return new()
            {
                Id = ExecutionId,
                RunId = WorkflowExecutionContext.RunId,
                ParentId = ParentActivityExecutionContext?.ExecutionId,
                Sequence = Sequence,
                ActivityId = Activity.Id,
                NodeId = Activity.NodeId,
                ActivityType = Activity.Type,
                ActivityTypeVersion = Activity.Version,
                ActivityName = Activity.Name,
                Status = Status,
                StartedAt = StartedAt,
                CompletedAt = CompletedAt,
                Outcomes = Outcomes.Names,
                FailedAttempts = [.. _failedAttempts],
                Counters = new Dictionary<string, long>(_counters),
                Detail = _detail,
                ActivityState = JournalValues.Inputs(this),
                Outputs = JournalValues.Outputs(this, Outputs),
                JournalData = Log is { LeavesOutNotes: true } ? [] : JournalData.DeepClone().AsObject(),
                Exception = Exception is null ? null : ExceptionState.Of(Exception),
                AggregateFaultCount = AggregateFaultCount,
                IsControlFlow = Activity is IControlFlow,
                StartEvent = StartEvent,
                EndEvent = EndEvent,
                Events = [.. Events],
                HasBookmarks = Bookmarks.Count > 0,
            };
        }
    }

    internal sealed record ScheduledChild(
        IActivity Activity,
        ActivityCompletionCallback? Callback,
        IEnumerable<KeyValuePair<string, object?>>? Variables
    );
}
