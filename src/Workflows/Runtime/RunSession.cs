using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime.State;

namespace Penstock.Workflows.Runtime;

/// <summary>One burst of a run in this process: from its start or resume until it waits or ends.</summary>
internal sealed class RunSession : IAsyncDisposable
{
    private readonly AsyncServiceScope _scope;
    private readonly CancellationTokenSource _cancellation;
    private readonly WorkflowEngine _engine;
    private readonly WorkflowExecutionContext _workflow;
    private readonly RunState _state;
    private readonly IRunJournal _journal;
    private readonly SessionServices _services;
    private readonly ObserverList _observers;

    private RunSession(
        SessionServices services,
        RunRecord run,
        WorkflowDefinition definition,
        IRunJournal journal,
        RunOptions options,
        IReadOnlyDictionary<string, object?> input,
        MemoryScope memory,
        CancellationToken cancellationToken
    )
    {
        _services = services;
        _journal = journal;
        _scope = services.Provider.CreateAsyncScope();
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var blueprints = new Dictionary<IActivity, ActivityBlueprint>(ReferenceEqualityComparer.Instance);
        Root = services.Factory.Create(definition.Root, _scope.ServiceProvider, blueprints);
        _workflow = new WorkflowExecutionContext(
            run.Id,
            definition,
            _scope.ServiceProvider,
            services.Engine.Time,
            memory,
            input,
            blueprints,
            _cancellation.Token
        )
        {
            Name = run.Name,
            CorrelationId = run.CorrelationId,
            TriggerActivityId = options.TriggerActivityId,
            ParentRunId = run.ParentRunId,
        };
        _observers = new ObserverList(
            [.. services.Provider.GetServices<IWorkflowObserver>(), .. options.Observers],
            services.Logger
        );
        _state = new RunState(run, journal, _observers);
        _engine = new WorkflowEngine(services.Engine, _workflow, options, _state);
    }

    /// <summary>The run.</summary>
    public Guid RunId => _state.Run.Id;

    /// <summary>How the run stands.</summary>
    public RunRecord Run => _state.Run;

    /// <summary>Whether something came that this burst did not see any more.</summary>
    public bool HasMail => _engine.HasMail;

    private IActivity Root { get; }

    /// <summary>A run from its beginning.</summary>
    public static RunSession Start(
        SessionServices services,
        RunRecord run,
        WorkflowDefinition definition,
        IRunJournal journal,
        RunOptions options,
        IReadOnlyDictionary<string, object?> input,
        MemoryScope memory,
        CancellationToken cancellationToken
    )
    {
        var session = new RunSession(services, run, definition, journal, options, input, memory, cancellationToken);
        session._state.Change(run);
        session._engine.Begin(session.Root);
        return session;
    }

    /// <summary>A run from where it stands.</summary>
    public static RunSession Continue(
        SessionServices services,
        ClaimedRun claimed,
        RunOptions options,
        CancellationToken cancellationToken
    )
    {
        var snapshot = claimed.State is null ? new RunSnapshot() : StateJson.Read(claimed.State);
        var memory = new MemoryScope(claimed.Definition.Variables, null);
        var input = snapshot.Input.ToDictionary(
            i => i.Key,
            i => Typed(claimed.Definition, i.Key, i.Value),
            StringComparer.Ordinal
        );
        var session = new RunSession(
            services,
            claimed.Run,
            claimed.Definition,
            claimed.Journal,
            options with
            {
                TriggerActivityId = snapshot.TriggerActivityId,
            },
            input,
            memory,
            cancellationToken
        );
        session._engine.Restore(claimed, snapshot);
        if (snapshot.Sequence == 0 && snapshot.Executions.Count == 0)
            session._engine.Begin(session.Root);
        session._engine.Wake();
        session._state.Change(claimed.Run);
        return session;
    }

    /// <summary>Schedules faulted activities anew; false when there is none.</summary>
    public bool Retry(IReadOnlyCollection<string>? activityIds) => _engine.Retry(activityIds);

    /// <summary>Writes where the run stands before anything of it runs.</summary>
    public Task CommitAsync() => _engine.CommitAsync();

    /// <summary>Something has come for the run.</summary>
    public void Wake() => _engine.Wake();

    /// <summary>Ends the run as Cancelled.</summary>
    public void Cancel()
    {
        try
        {
            _cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The burst ended just now, between being found among the live ones and this call: nothing is left to stop.
        }
    }

    /// <summary>Stops the run so that it goes on later.</summary>
    public void Interrupt()
    {
        _engine.Interrupt();
        Cancel();
    }

    /// <summary>Goes on until the run waits or ends.</summary>
    /// <exception cref="RunLostException">The run was taken from this process.</exception>
    /// <exception cref="Core.Errors.PenstockException">The journal cannot be written.</exception>
    public async Task<RunResult> RunAsync()
    {
        _observers.RunStarted(_state.Run);
        var isLost = false;
        await using (new RunPulse(_journal, () => _engine.Working, _services.Engine.Time, OnPulse, _services.Logger))
        {
            // A journal that cannot be written ends the burst: the activities must not go on unseen.
            try
            {
                await _engine.RunAsync(_cancellation.Token);
            }
            catch (Exception e)
            {
                await _cancellation.CancelAsync();
                await _engine.WaitForTasksAsync();
                if (!isLost && e is not Core.Errors.PenstockException)
                    await TryAbandonAsync(e);
                if (!isLost || e is RunLostException)
                    throw;
            }
        }
        if (isLost)
            throw new RunLostException(RunId);
        return new RunResult(_state.Run, _state.Incidents, _workflow.Output.AsReadOnly(), _state.Exceptions);

        void OnPulse(RunPulseResult pulse)
        {
            if (!pulse.IsOurs)
                isLost = true;
            if (!pulse.IsOurs || pulse.IsCancelRequested)
                Cancel();
            if (pulse.HasMessages)
                _engine.Wake();
        }
    }

    // A run that its own process cannot go on with would be Executing for as long as that process lives.
    private async Task TryAbandonAsync(Exception error)
    {
        try
        {
            await _state.AbandonAsync(error, _services.Engine.Time.GetUtcNow());
        }
        catch (Exception e) when (e is Core.Errors.PenstockException or Npgsql.NpgsqlException)
        {
            _services.Logger.LogError(e, "Run {RunId} could not be ended", RunId);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        await _scope.DisposeAsync();
        _cancellation.Dispose();
    }

    private static object? Typed(WorkflowDefinition definition, string name, System.Text.Json.Nodes.JsonNode? value) =>
        definition.Inputs.FirstOrDefault(i => i.Name == name) is { } declared && value is not null
            ? Expressions.ValueConverter.Convert(value, TypeAliases.TypeOf(declared.Type, declared.IsArray))
            : StateJson.Value(value);
}
