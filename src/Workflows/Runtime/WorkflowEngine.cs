using System.Threading.Channels;
using Penstock.Core.Errors;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Resilience;
using Penstock.Workflows.Runtime.LogPersistence;
using Penstock.Workflows.Runtime.State;

namespace Penstock.Workflows.Runtime;

/// <summary>
/// The loop of one run. All bookkeeping happens here, one step at a time; activities that do work run as tasks beside it and
/// report
/// their end to the loop. What changes between two waits of the loop is one commit of the journal together with the run's
/// state, and
/// no task starts before the commit that says so: after a crash the run goes on from its last commit, and an activity whose end
/// was
/// committed never runs again.
/// </summary>
internal sealed partial class WorkflowEngine(
    EngineServices services,
    WorkflowExecutionContext workflow,
    RunOptions options,
    RunState state
)
{
    /// <summary>A run that only decides and never works commits after so many executions, so that memory stays bounded.</summary>
    private const int MostUncommitted = 500;

    private readonly Channel<TaskEnd> _ends = Channel.CreateUnbounded<TaskEnd>(new() { SingleReader = true });
    private readonly Queue<ActivityExecutionContext> _ready = [];
    private readonly Queue<ActivityExecutionContext> _waiting = [];
    private readonly List<ActivityExecutionContext> _launching = [];
    private readonly HashSet<ActivityExecutionContext> _running = [];
    private readonly List<TaskEnd> _held = [];
    private readonly Queue<InboxMessage> _inbox = [];
    private readonly long _mostExecutions = options.MaxActivityExecutions ?? services.Options.MaxActivityExecutions;
    private readonly LogRule _logRule = LogRule.Default(workflow.Definition.Json.Object("customProperties"));
    private readonly CommitStrategy _commits = CommitStrategy.Of(workflow.Definition);
    private volatile bool _hasMail;
    private volatile bool _isInterrupted;
    private Halt _halt;

    private enum Halt
    {
        /// <summary>It goes on.</summary>
        None,

        /// <summary>A fault: what runs ends, what would come next stays where it is and can be tried again.</summary>
        Parked,

        /// <summary>All that is left is dropped.</summary>
        Dropped,
    }

    /// <summary>Executions that work now; read by the pulse from another thread.</summary>
    public ActivityExecutionContext[] Working
    {
        get
        {
            lock (_running)
                return [.. _running];
        }
    }

    /// <summary>Whether the inbox was to be read and has not been: the call came when the run had just been given up.</summary>
    public bool HasMail => _hasMail;

    /// <summary>Says that the inbox is to be read. From any thread.</summary>
    public void Wake()
    {
        _hasMail = true;
        _ends.Writer.TryWrite(new TaskEnd(null, null));
    }

    /// <summary>
    /// Stops the run so that it can go on later from its last commit. From any thread; the caller then cancels the work.
    /// </summary>
    public void Interrupt()
    {
        _isInterrupted = true;
        _ends.Writer.TryWrite(new TaskEnd(null, null));
    }

    /// <summary>Goes on until the run ends or waits; all is committed then.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.Register(() => _ends.Writer.TryWrite(new TaskEnd(null, null)));
        while (true)
        {
            await MoveAsync(cancellationToken);
            var end = Judge(cancellationToken.IsCancellationRequested);
            state.Change(
                state.Run with
                {
                    SubStatus = end,
                    UpdatedAt = services.Time.GetUtcNow(),
                    Name = workflow.Name ?? state.Run.Name,
                    CorrelationId = workflow.CorrelationId,
                }
            );
            if (end is WorkflowSubStatus.Suspended or WorkflowSubStatus.Interrupted)
            {
                if (await state.ReleaseAsync(Save()))
                    return;
                if (end == WorkflowSubStatus.Interrupted)
                    return;
                _hasMail = true;
                continue;
            }
            await EndAsync(end);
            return;
        }
    }

    /// <summary>Writes where the run stands, before it goes on in the background.</summary>
    public Task CommitAsync() => state.CommitAsync(Save());

    /// <summary>Waits for the tasks that were told to stop.</summary>
    public async Task WaitForTasksAsync()
    {
        while (_running.Count > 0)
        {
            if ((await _ends.Reader.ReadAsync(CancellationToken.None)).Context is not { } ended)
                continue;
            lock (_running)
                _running.Remove(ended);
        }
    }

    private async Task MoveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (cancellationToken.IsCancellationRequested && !_isInterrupted && _halt != Halt.Dropped)
                Drop();
            if (_hasMail)
                await ReadInboxAsync();
            await DrainAsync(cancellationToken);
            while (await DeliverAsync())
                await DrainAsync(cancellationToken);
            if (_launching.Count > 0 || _running.Count > 0)
                await state.CommitAsync(Save());
            Launch();
            if (_running.Count == 0 && (_ready.Count == 0 || _halt == Halt.Parked || _isInterrupted) && !_hasMail)
                return;
            if (_running.Count == 0)
                continue;
            await TakeAsync(await _ends.Reader.ReadAsync(CancellationToken.None));
            while (_ends.Reader.TryRead(out var end))
                await TakeAsync(end);
        }
    }

    /// <summary>Runs control flow in place and picks the work that may start now.</summary>
    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (_halt == Halt.None && !_isInterrupted && _ready.TryDequeue(out var context))
        {
            if (context.IsCancelRequested)
                continue;
            if (
                IsBelowWork(context)
                || !IsInPlace(context) && _running.Count + _launching.Count >= options.MaxDegreeOfParallelism
            )
            {
                _waiting.Enqueue(context);
                continue;
            }
            if (!await BeginAsync(context))
                continue;
            if (IsInPlace(context))
            {
                if (_commits.CommitsBefore(context.Activity.CustomProperties))
                    await state.CommitAsync(Save());
                await EndAsync(context, await RunActivityAsync(context));
            }
            else
            {
                _launching.Add(context);
            }
            if (
                state.Pending >= MostUncommitted
                || IsInPlace(context) && _commits.CommitsAfter(context.Activity.CustomProperties)
            )
                await state.CommitAsync(Save());
            if (cancellationToken.IsCancellationRequested && _halt == Halt.None && !_isInterrupted)
                Drop();
        }
    }

    // What may be tried again after a while is not to hold up the rest.
    private static bool IsInPlace(ActivityExecutionContext context) =>
        context.Activity is IControlFlow
        || context.Activity is IInPlace && !context.Activity.CustomProperties.ContainsKey(ResilienceSettings.Key);

    /// <summary>
    /// Marks an execution as begun, or as resumed; false when its inputs could not be evaluated or the run is too long.
    /// </summary>
    private async Task<bool> BeginAsync(ActivityExecutionContext context)
    {
        var isNew = context.Status == ActivityStatus.Pending;
        if (isNew)
        {
            context.Sequence = ++_sequence;
            context.StartEvent = ++_events;
            context.StartedAt = context.Time.GetUtcNow();
            context.Status = ActivityStatus.Running;
        }
        else
        {
            context.Events.Add(new ActivityEvent("Resumed", ++_events, context.Time.GetUtcNow()));
        }
        context.OnProgress = state.Progressed;
        try
        {
            if (_sequence > _mostExecutions)
                throw new PenstockException(
                    "The run has more executions of activities than allowed; it looks like an endless loop",
                    $"{_mostExecutions} executions, now at {context.Node}",
                    "The run was stopped",
                    "mend the loop's condition, or raise the limit"
                );
            if (context.Blueprint.Fault is { } fault)
                throw fault;
            if (context.InputValues.Count == 0)
                await InputEvaluator.EvaluateAsync(context, services.Expressions);
            if (isNew)
                await ChooseLogAsync(context);
        }
        catch (Exception e)
        {
            state.Started(context);
            await EndAsync(context, e);
            if (_sequence > _mostExecutions)
                Drop();
            return false;
        }
        state.Started(context);
        return true;
    }

    private void Launch()
    {
        foreach (var context in _launching)
        {
            lock (_running)
                _running.Add(context);
            context.Cancellation = CancellationTokenSource.CreateLinkedTokenSource(workflow.CancellationToken);
            context.CancellationToken = context.Cancellation.Token;
            _ = Task.Run(async () => _ends.Writer.TryWrite(new TaskEnd(context, await RunActivityAsync(context))));
        }
        _launching.Clear();
    }

    /// <summary>
    /// Runs the activity, from its beginning or from where it was resumed, with its retries; returns what it threw.
    /// </summary>
    private async Task<Exception?> RunActivityAsync(ActivityExecutionContext context)
    {
        try
        {
            if (options.IsRehearsal && context.Activity is not IControlFlow)
            {
                if (context.Activity is IRehearsed rehearsed)
                    await rehearsed.RehearseAsync(context);
                if (context.CompletionRequest is null)
                    await context.CompleteActivityAsync();
                return null;
            }
            ExecuteActivityDelegate run = context.Entry is { } entry
                ? NamedMethods.Find<ExecuteActivityDelegate>(context.Activity, entry)
                : context.Activity.ExecuteAsync;
            context.Resilience = await services.Resilience.ForAsync(context, services.Expressions);
            if (context.Resilience is not { } settings)
                await run(context);
            else
                await ResiliencePipelines.RunAsync(settings, services.Breakers, context, () => run(context));
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private async Task TakeAsync(TaskEnd end)
    {
        if (end.Context is null)
            return;
        lock (_running)
            _running.Remove(end.Context);
        _held.Add(end);
        while (_held.Find(h => _halt == Halt.Dropped || !IsBelowWork(h.Context!)) is { } next)
        {
            _held.Remove(next);
            await CloseAsync(next.Context!, next);
        }
    }

    /// <summary>
    /// Whether an activity above is in the middle of its own code, as a bulk dispatch is that was told of a child. What ends
    /// below it is
    /// not told to it before that code is through: two threads would change one activity, and what one schedules be lost.
    /// </summary>
    private bool IsBelowWork(ActivityExecutionContext context)
    {
        for (
            var above = context.ParentActivityExecutionContext;
            above is not null;
            above = above.ParentActivityExecutionContext
        )
        {
            if (_running.Contains(above) || _launching.Contains(above))
                return true;
        }
        return false;
    }

    private async Task CloseAsync(ActivityExecutionContext context, TaskEnd end)
    {
        // Work that an orderly stop cut short has not run: it runs again when the run goes on.
        if (!(_isInterrupted && end.Error is not null && workflow.CancellationToken.IsCancellationRequested))
            await EndAsync(context, end.Error);
        context.Cancellation?.Dispose();
        context.Cancellation = null;
        if (_commits.CommitsAfter(context.Activity.CustomProperties))
            await state.CommitAsync(Save());
        // A slot is free: those that waited for one come before what was scheduled since.
        var late = _ready.ToArray();
        _ready.Clear();
        foreach (var waiting in _waiting.Concat(late))
            _ready.Enqueue(waiting);
        _waiting.Clear();
    }

    /// <summary>Drops all that has not begun.</summary>
    private void Drop()
    {
        _halt = Halt.Dropped;
        foreach (var context in _ready.Concat(_waiting).Concat(_launching).ToList())
        {
            // Those picked in this burst have done nothing yet.
            if (context.Status == ActivityStatus.Running)
                Close(context, ActivityStatus.Canceled);
            Forget(context);
        }
        _ready.Clear();
        _waiting.Clear();
        _launching.Clear();
    }

    private sealed record TaskEnd(ActivityExecutionContext? Context, Exception? Error);
}
