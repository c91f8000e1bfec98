using System.Threading.Channels;
using Penstock.Core.Errors;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Runtime;

/// <summary>
/// Runs the activities of one run. One loop owns all state of the run; activities that work run as tasks of their own beside it,
/// up to a bound, and report their end to the loop. What changes between two waits of the loop is one commit of the journal, and no
/// task starts before the commit that says so.
/// </summary>
internal sealed partial class WorkflowEngine(EngineServices services, WorkflowExecutionContext workflow, RunOptions options, RunState state)
{
    private readonly Channel<TaskEnd> _ends = Channel.CreateUnbounded<TaskEnd>(new() { SingleReader = true });
    private readonly Queue<ActivityExecutionContext> _ready = [];
    private readonly Queue<ActivityExecutionContext> _waiting = [];
    private readonly List<ActivityExecutionContext> _launching = [];
    private readonly HashSet<ActivityExecutionContext> _running = [];
    private long _sequence;
    private bool _halted;

    /// <summary>Executions that work now; read by the pulse from another thread.</summary>
    public ActivityExecutionContext[] Working
    {
        get
        {
            lock (_running) return [.. _running];
        }
    }

    public async Task RunAsync(IActivity root, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.Register(() => _ends.Writer.TryWrite(new TaskEnd(null, null)));
        Schedule(new(root, null, null), null);
        while (true)
        {
            if (cancellationToken.IsCancellationRequested && !_halted) Halt();
            await DrainAsync();
            await state.FlushAsync();
            Launch();
            if (_running.Count == 0 && _ready.Count == 0) break;
            await TakeAsync(await _ends.Reader.ReadAsync(CancellationToken.None));
            while (_ends.Reader.TryRead(out var end)) await TakeAsync(end);
        }
        CloseUnfinished(cancellationToken.IsCancellationRequested);
    }

    /// <summary>Waits for the tasks that were told to stop.</summary>
    public async Task WaitForTasksAsync()
    {
        while (_running.Count > 0)
        {
            if ((await _ends.Reader.ReadAsync(CancellationToken.None)).Context is not { } ended) continue;
            lock (_running) _running.Remove(ended);
        }
    }

    /// <summary>Runs control flow in place and picks the work that may start now.</summary>
    private async Task DrainAsync()
    {
        while (_ready.TryDequeue(out var context))
        {
            if (context.IsCancelRequested) continue;
            if (context.Activity is not IControlFlow && _running.Count + _launching.Count >= options.MaxDegreeOfParallelism)
            {
                _waiting.Enqueue(context);
                continue;
            }
            if (!await BeginAsync(context)) continue;
            if (context.Activity is IControlFlow) await EndAsync(context, await RunActivityAsync(context));
            else _launching.Add(context);
        }
    }

    /// <summary>Marks an execution as begun; false when its inputs could not be evaluated or the run is too long.</summary>
    private async Task<bool> BeginAsync(ActivityExecutionContext context)
    {
        context.Sequence = ++_sequence;
        context.StartedAt = context.Time.GetUtcNow();
        context.Status = ActivityStatus.Running;
        context.OnProgress = state.Progressed;
        try
        {
            if (_sequence > options.MaxActivityExecutions)
                throw new PenstockException("The run has more executions of activities than allowed; it looks like an endless loop",
                    $"{options.MaxActivityExecutions} executions, now at {context.Node}", "The run was stopped",
                    "mend the loop's condition, or raise the limit");
            await InputEvaluator.EvaluateAsync(context, services.Expressions);
        }
        catch (Exception e)
        {
            state.Started(context);
            await EndAsync(context, e);
            if (_sequence > options.MaxActivityExecutions) Halt();
            return false;
        }
        state.Started(context);
        return true;
    }

    private void Launch()
    {
        foreach (var context in _launching)
        {
            lock (_running) _running.Add(context);
            context.Cancellation = CancellationTokenSource.CreateLinkedTokenSource(workflow.CancellationToken);
            context.CancellationToken = context.Cancellation.Token;
            _ = Task.Run(async () => _ends.Writer.TryWrite(new TaskEnd(context, await RunActivityAsync(context))));
        }
        _launching.Clear();
    }

    /// <summary>Runs the activity with its retries; returns what it threw.</summary>
    private async Task<Exception?> RunActivityAsync(ActivityExecutionContext context)
    {
        try
        {
            if (Resilience.ResilienceSettings.Read(context.Activity.CustomProperties, services.ResilienceStrategies) is not { } settings)
            {
                await context.Activity.ExecuteAsync(context);
                return null;
            }
            var outer = context.CancellationToken;
            await Resilience.ResiliencePipelines.Build(settings, context).ExecuteAsync(async token =>
            {
                context.CancellationToken = token;
                await context.Activity.ExecuteAsync(context);
            }, outer);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private async Task TakeAsync(TaskEnd end)
    {
        if (end.Context is not { } context) return;
        lock (_running) _running.Remove(context);
        await EndAsync(context, end.Error);
        context.Cancellation?.Dispose();
        // A slot is free: those that waited for one come before what was scheduled since.
        var late = _ready.ToArray();
        _ready.Clear();
        foreach (var waiting in _waiting.Concat(late)) _ready.Enqueue(waiting);
        _waiting.Clear();
    }

    private void Halt()
    {
        _halted = true;
        foreach (var context in _ready.Concat(_waiting)) context.ParentActivityExecutionContext?.ActiveChildren.Remove(context);
        _ready.Clear();
        _waiting.Clear();
        // Those picked in this burst have done nothing yet.
        foreach (var context in _launching)
        {
            Close(context, ActivityStatus.Canceled);
            context.ParentActivityExecutionContext?.ActiveChildren.Remove(context);
        }
        _launching.Clear();
    }

    private sealed record TaskEnd(ActivityExecutionContext? Context, Exception? Error);
}
