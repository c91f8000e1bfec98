using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Penstock.Core.Errors;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Expressions;
using Penstock.Workflows.Journal;

namespace Penstock.Workflows.Runtime;

/// <summary>Runs definitions. Get one from the services that <see cref="WorkflowServices.AddWorkflows"/> registers.</summary>
public sealed class WorkflowRunner
{
    private readonly IServiceProvider _services;
    private readonly DefinitionValidator _validator;
    private readonly ActivityFactory _factory;
    private readonly EngineServices _engine;
    private readonly IWorkflowJournal _journal;
    private readonly ILogger _logger;

    internal WorkflowRunner(
        IServiceProvider services, DefinitionValidator validator, ActivityFactory factory, EngineServices engine, IWorkflowJournal journal, ILogger logger)
    {
        _services = services;
        _validator = validator;
        _factory = factory;
        _engine = engine;
        _journal = journal;
        _logger = logger;
    }

    /// <summary>
    /// Runs a definition to its end. Faults of activities do not throw: they are in the result, and in the journal as incidents.
    /// Cancellation ends the run as Cancelled, after its activities have stopped.
    /// </summary>
    /// <exception cref="UsageException">The definition cannot run, a variable is unknown or unreadable, or another run is in the way.</exception>
    /// <exception cref="PenstockException">The journal cannot be written.</exception>
    public async Task<RunResult> RunAsync(WorkflowDefinition definition, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        _validator.EnsureValid(definition);
        var (input, memory) = RunArguments.Bind(definition, options.Variables);

        await using var scope = _services.CreateAsyncScope();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var blueprints = new Dictionary<IActivity, ActivityBlueprint>(ReferenceEqualityComparer.Instance);
        var root = _factory.Create(definition.Root, scope.ServiceProvider, blueprints);
        var workflow = new WorkflowExecutionContext(
            options.RunId ?? Guid.CreateVersion7(_engine.Time.GetUtcNow()), definition, scope.ServiceProvider, _engine.Time, memory, input, blueprints, cancellation.Token);

        var run = Describe(workflow, options);
        var strategy = definition.Options.ActivationStrategy ?? options.ActivationStrategy ?? ActivationStrategy.AllowAlways;
        await using var journal = await _journal.OpenAsync(run, strategy, cancellationToken);
        var observers = new ObserverList([.. _services.GetServices<IWorkflowObserver>(), .. options.Observers], _logger);
        var state = new RunState(run, journal, observers);
        observers.RunStarted(run);

        var engine = new WorkflowEngine(_engine, workflow, options, state);
        var isLost = false;
        await using (new RunPulse(journal, () => engine.Working, _engine.Time, () => { isLost = true; cancellation.Cancel(); }, _logger))
        {
            await ExecuteAsync(engine, root, cancellation);
        }
        if (isLost)
            throw new PenstockException("Another process took this run for dead and ended it", $"run {run.Id}",
                "Its activities were stopped; what they had committed stays", $"penstock status {run.Id}");
        return await FinishAsync(state, workflow, cancellation.IsCancellationRequested);
    }

    // A journal that cannot be written ends the run: the activities must not go on unseen.
    private static async Task ExecuteAsync(WorkflowEngine engine, IActivity root, CancellationTokenSource cancellation)
    {
        try
        {
            await engine.RunAsync(root, cancellation.Token);
        }
        catch
        {
            await cancellation.CancelAsync();
            await engine.WaitForTasksAsync();
            throw;
        }
    }

    private static RunRecord Describe(WorkflowExecutionContext workflow, RunOptions options)
    {
        var definition = workflow.Definition;
        var given = new JsonObject();
        foreach (var (name, value) in options.Variables)
            given[name] = JournalValues.Node(name, value, definition.Inputs.Any(i => i.Name == name && i.IsSecret));
        var now = workflow.Time.GetUtcNow();
        return new()
        {
            Id = workflow.RunId, DefinitionId = definition.DefinitionId, DefinitionVersionId = definition.Id,
            DefinitionVersion = definition.Version, DefinitionHash = definition.Hash, Name = definition.Name,
            Status = WorkflowStatus.Running, SubStatus = WorkflowSubStatus.Executing, CreatedAt = now, StartedAt = now,
            Input = given, TriggeredBy = options.TriggeredBy,
        };
    }

    private async Task<RunResult> FinishAsync(RunState state, WorkflowExecutionContext workflow, bool isCancelled)
    {
        var output = new JsonObject();
        foreach (var (name, value) in workflow.Output) output[name] = JournalValues.Node(name, value);
        state.Change(state.Run with
        {
            Status = WorkflowStatus.Finished,
            SubStatus = state.HasFaults ? WorkflowSubStatus.Faulted
                : isCancelled ? WorkflowSubStatus.Cancelled : WorkflowSubStatus.Finished,
            FinishedAt = _engine.Time.GetUtcNow(),
            Output = output,
        });
        await state.FlushAsync();
        state.Tell();
        return new RunResult(state.Run, state.Incidents, workflow.Output.AsReadOnly(), state.Exceptions);
    }
}
