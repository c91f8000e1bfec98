using Penstock.Core.Errors;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Expressions;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime.LogPersistence;
using Penstock.Workflows.Runtime.State;

namespace Penstock.Workflows.Runtime;

/// <content>The executions of a run: made, written down, read back, resumed, tried again.</content>
internal sealed partial class WorkflowEngine
{
    private const string InputsMemo = "$inputs";
    private readonly Dictionary<Guid, ActivityExecutionContext> _executions = [];
    private long _sequence;
    private long _events;
    private long _order;
    private bool _isFinishedEarly;

    /// <summary>Begins at the root.</summary>
    public void Begin(IActivity root) => Schedule(new(root, null, null), null);

    /// <summary>Takes up where another process, or an earlier burst of this one, stopped.</summary>
    public void Restore(ClaimedRun claimed, RunSnapshot snapshot)
    {
        _sequence = snapshot.Sequence;
        _events = snapshot.EventSequence;
        foreach (var (name, value) in snapshot.Output)
            workflow.Output[name] = StateJson.Value(value);
        foreach (var (name, value) in snapshot.Properties)
            workflow.Properties[name] = StateJson.Value(value);
        foreach (var slot in workflow.Memory.Slots)
        {
            if (snapshot.Variables.TryGetValue(slot.Definition.Id, out var value))
                slot.Value = value;
        }
        foreach (var (id, name, values) in snapshot.Outputs)
            workflow.ActivityOutputs.Record(id, name, values.ToDictionary(o => o.Key, o => StateJson.Value(o.Value)));

        var byNode = workflow.Blueprints.Values.ToDictionary(
            b => b.Node.NodeId,
            b => b.Activity,
            StringComparer.Ordinal
        );
        foreach (var saved in snapshot.Executions)
            Restore(saved, byNode);
        foreach (var bookmark in claimed.Bookmarks)
        {
            if (_executions.TryGetValue(bookmark.ExecutionId, out var waiting))
                waiting.Bookmarks.Add(bookmark);
        }
        foreach (var (execution, name, json) in claimed.Memos)
        {
            if (_executions.TryGetValue(execution, out var owner))
                RestoreMemo(owner, name, json);
        }
        foreach (var id in snapshot.Ready)
        {
            if (_executions.TryGetValue(id, out var next))
                _ready.Enqueue(next);
        }
        // What was at work when its process went away begins again.
        foreach (var context in _executions.Values.Where(c => c.Status == ActivityStatus.Running && !c.HasRun))
            _ready.Enqueue(context);
    }

    /// <summary>Schedules faulted activities anew; false when there is none to try again.</summary>
    /// <param name="activityIds">Which; null for all.</param>
    public bool Retry(IReadOnlyCollection<string>? activityIds)
    {
        var faulted = _executions
            .Values.Where(c =>
                c.Status == ActivityStatus.Faulted && (activityIds is null || activityIds.Contains(c.Activity.Id))
            )
            .ToList();
        foreach (var context in faulted)
        {
            var parent = context.ParentActivityExecutionContext;
            _executions.Remove(context.ExecutionId);
            state.Resolve(context);
            if (parent is not null)
                parent.HasFaultedChild = _executions.Values.Any(c =>
                    c.ParentActivityExecutionContext == parent && c.Status == ActivityStatus.Faulted
                );
            for (var outer = parent; outer is not null; outer = outer.ParentActivityExecutionContext)
                outer.AggregateFaultCount--;
            _ready.Enqueue(
                Make(
                    Guid.CreateVersion7(services.Time.GetUtcNow()),
                    context.Activity,
                    parent,
                    context.CallbackName,
                    context.Given
                )
            );
        }
        // Their rows were closed when the run ended.
        foreach (var open in _executions.Values.Where(c => c.Status == ActivityStatus.Running))
            state.Changed(open);
        return faulted.Count > 0;
    }

    private ActivityExecutionContext Make(
        Guid id,
        IActivity activity,
        ActivityExecutionContext? parent,
        string? callback,
        IReadOnlyList<KeyValuePair<string, object?>>? given
    )
    {
        if (!workflow.Blueprints.TryGetValue(activity, out var blueprint))
            throw new PenstockException("An activity was scheduled that is not part of the definition", activity.Type);
        var (memory, givenScope, ownScope) = ScopeBuilder.Build(
            parent?.Memory ?? workflow.Memory,
            activity as IContainer,
            given
        );
        var context = new ActivityExecutionContext(id, blueprint, parent, workflow, memory)
        {
            CallbackName = callback,
            CompletionCallback = callback is null
                ? null
                : NamedMethods.Find<ActivityCompletionCallback>(parent!.Activity, callback),
            CancellationToken = parent?.CancellationToken ?? workflow.CancellationToken,
            Given = given,
            GivenScope = givenScope,
            OwnScope = ownScope,
            Order = ++_order,
            Log = LogChoice.Of(blueprint.Descriptor, blueprint.LogRules, _logRule, services.Options.LogPersistence),
        };
        parent?.ActiveChildren.Add(context);
        _executions.Add(id, context);
        return context;
    }

    /// <summary>Drops an execution that has ended otherwise than by a fault.</summary>
    private void Forget(ActivityExecutionContext context)
    {
        context.ParentActivityExecutionContext?.ActiveChildren.Remove(context);
        _executions.Remove(context.ExecutionId);
    }

    private RunSnapshot Save()
    {
        foreach (var context in _executions.Values)
            SaveMemos(context);
        return new()
        {
            Sequence = _sequence,
            EventSequence = _events,
            TriggerActivityId = workflow.TriggerActivityId,
            Input = StateJson.Nodes(workflow.Input) ?? [],
            Output = StateJson.Nodes(workflow.Output) ?? [],
            Variables =
                StateJson.Nodes(workflow.Memory.Slots.Select(s => KeyValuePair.Create(s.Definition.Id, s.Value))) ?? [],
            Properties = StateJson.Nodes(workflow.Properties) ?? [],
            Outputs =
            [
                .. workflow
                    .ActivityOutputs.All.OrderBy(o => o.Id == workflow.ActivityOutputs.LastId)
                    .Select(o => new OutputSnapshot(o.Id, o.Name, StateJson.Object(o.Outputs))),
            ],
            Executions = [.. _executions.Values.OrderBy(c => c.Order).Select(Save)],
            Ready =
            [
                .. _waiting
                    .Concat(_ready)
                    .Where(c => c.Status == ActivityStatus.Pending && !c.IsCancelRequested)
                    .Select(c => c.ExecutionId),
            ],
        };
    }

    private static ExecutionSnapshot Save(ActivityExecutionContext context) =>
        new()
        {
            Id = context.ExecutionId,
            ParentId = context.ParentActivityExecutionContext?.ExecutionId,
            NodeId = context.Activity.NodeId,
            Status = context.Status,
            Callback = context.CallbackName,
            Sequence = context.Sequence,
            StartEvent = context.StartEvent ?? 0,
            StartedAt = context.StartedAt,
            HasRun = context.HasRun,
            Entry = context.Entry,
            ResumeInput = context.ResumeInput.Count == 0 ? null : StateJson.Object(context.ResumeInput),
            Given = context.GivenScope is null
                ? null
                : StateJson.Nodes(
                    context.GivenScope.Slots.Select(s => KeyValuePair.Create(s.Definition.Name, s.Value))
                ),
            Variables = context.OwnScope is null
                ? null
                : StateJson.Nodes(context.OwnScope.Slots.Select(s => KeyValuePair.Create(s.Definition.Id, s.Value))),
            Properties = StateJson.Nodes(context.KeptProperties),
            Outputs = context.Outputs.Count == 0 ? null : StateJson.Object(context.Outputs),
            Events = context.Events.Count == 0 ? null : [.. context.Events],
            Progress = context.HasRun ? context.SaveProgress() : null,
            HasFaultedChild = context.HasFaultedChild,
            AggregateFaultCount = context.AggregateFaultCount,
        };

    /// <summary>Inputs of executions that wait or have others inside are kept as they were evaluated.</summary>
    private void SaveMemos(ActivityExecutionContext context)
    {
        if (context.Status != ActivityStatus.Running || !context.HasRun)
            return;
        if (context.InputValues.Count > 0 && !context.Memos.ContainsKey(InputsMemo))
            context.SetMemo(
                InputsMemo,
                new System.Text.Json.Nodes.JsonObject(
                    context
                        .ActivityDescriptor.Inputs.Where(i =>
                            i.ValueOf(context.Activity) is Input input && context.InputValues.ContainsKey(input)
                        )
                        .Select(i =>
                            KeyValuePair.Create(
                                i.Name,
                                StateJson.Node(context.InputValues[(Input)i.ValueOf(context.Activity)!])
                            )
                        )
                )
            );
        foreach (var (name, memo) in context.Memos.Where(m => !m.Value.IsWritten).ToList())
        {
            state.Batch.Memos.Add((context.ExecutionId, name, StateJson.Node(memo.Value)?.ToJsonString() ?? "null"));
            context.Memos[name] = memo with { Value = name == InputsMemo ? "" : memo.Value, IsWritten = true };
        }
    }

    private static void RestoreMemo(ActivityExecutionContext context, string name, string json)
    {
        var node = System.Text.Json.Nodes.JsonNode.Parse(json);
        context.Memos[name] = new(name == InputsMemo ? "" : node!, true);
        if (name != InputsMemo || node is not System.Text.Json.Nodes.JsonObject inputs)
            return;
        foreach (var descriptor in context.ActivityDescriptor.Inputs)
        {
            if (
                inputs.TryGetPropertyValue(descriptor.Name, out var value)
                && descriptor.ValueOf(context.Activity) is Input input
            )
                context.SetInputValue(input, ValueConverter.Convert(value?.DeepClone(), input.Type));
        }
    }

    private void Restore(ExecutionSnapshot saved, Dictionary<string, IActivity> byNode)
    {
        var activity =
            byNode.GetValueOrDefault(saved.NodeId)
            ?? throw new PenstockException(
                "The run stands at an activity that its definition does not have",
                saved.NodeId,
                "The run stays as it is",
                "cancel it and start anew"
            );
        var parent = saved.ParentId is { } id ? _executions[id] : null;
        var given = saved.Given?.Select(g => KeyValuePair.Create(g.Key, StateJson.Value(g.Value))).ToList();
        var context = Make(saved.Id, activity, parent, saved.Callback, given);
        context.Status = saved.Status;
        context.Sequence = saved.Sequence;
        context.StartEvent = saved.StartEvent == 0 ? null : saved.StartEvent;
        context.StartedAt = saved.StartedAt;
        context.HasRun = saved.HasRun;
        context.Entry = saved.Entry;
        context.HasFaultedChild = saved.HasFaultedChild;
        context.AggregateFaultCount = saved.AggregateFaultCount;
        if (saved.ResumeInput is not null)
            context.ResumeInput = saved.ResumeInput.ToDictionary(i => i.Key, i => StateJson.Value(i.Value));
        foreach (var (name, value) in saved.Properties ?? [])
            context.SetProperty(name, StateJson.Value(value));
        RestoreLog(context);
        foreach (var (name, value) in saved.Outputs ?? [])
            context.Outputs[name] = StateJson.Value(value);
        context.Events.AddRange(saved.Events ?? []);
        if (saved.Progress is not null)
            context.RestoreProgress(saved.Progress);
        foreach (var slot in context.OwnScope?.Slots ?? [])
        {
            if (saved.Variables?.TryGetValue(slot.Definition.Id, out var value) ?? false)
                slot.Value = value;
        }
        if (saved.Status == ActivityStatus.Faulted)
            parent?.ActiveChildren.Remove(context);
    }

    private async Task ReadInboxAsync()
    {
        _hasMail = false;
        var known = _inbox.Select(m => m.Id).Concat(state.Batch.TakenMessages).ToHashSet();
        foreach (var message in await state.ReadInboxAsync())
        {
            if (!known.Contains(message.Id))
                _inbox.Enqueue(message);
        }
    }

    /// <summary>Resumes what the next message is for; false when there is no message, or its execution is at work.</summary>
    private async Task<bool> DeliverAsync()
    {
        if (_halt != Halt.None || _isInterrupted || !_inbox.TryPeek(out var message))
            return false;
        var context = _executions.Values.FirstOrDefault(c => c.Bookmarks.Any(b => b.Id == message.BookmarkId));
        if (
            context is not null
            && (
                _running.Contains(context)
                || _launching.Contains(context)
                || _waiting.Contains(context)
                || IsBelowWork(context)
            )
        )
            return false;
        _inbox.Dequeue();
        state.Batch.TakenMessages.Add(message.Id);
        if (context is null)
            return true;
        var bookmark = context.Bookmarks.First(b => b.Id == message.BookmarkId);
        if (bookmark.AutoBurn)
        {
            context.Bookmarks.Remove(bookmark);
            state.Remove(bookmark);
        }
        context.ResumeInput = message.Input.ToDictionary(i => i.Key, i => StateJson.Value(i.Value?.DeepClone()));
        if (bookmark.Callback is { } callback)
        {
            context.Entry = callback;
            context.HasRun = false;
            _ready.Enqueue(context);
            return true;
        }
        context.Events.Add(new ActivityEvent("Resumed", ++_events, context.Time.GetUtcNow()));
        if (bookmark.AutoComplete)
            context.CompletionRequest = Outcomes.Done;
        await SettleAsync(context);
        return true;
    }
}
