using System.Collections.Concurrent;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Runtime;

/// <summary>One run, as its activities see it.</summary>
public sealed class WorkflowExecutionContext
{
    private readonly ConcurrentDictionary<string, object?> _output = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, object?> _properties = new(StringComparer.Ordinal);

    internal WorkflowExecutionContext(
        Guid runId,
        WorkflowDefinition definition,
        IServiceProvider services,
        TimeProvider time,
        MemoryScope memory,
        IReadOnlyDictionary<string, object?> input,
        IReadOnlyDictionary<IActivity, ActivityBlueprint> blueprints,
        CancellationToken cancellationToken
    )
    {
        RunId = runId;
        Definition = definition;
        Services = services;
        Time = time;
        Memory = memory;
        Input = input;
        Blueprints = blueprints;
        CancellationToken = cancellationToken;
    }

    /// <summary>The run.</summary>
    public Guid RunId { get; }

    /// <summary>The run as text.</summary>
    public string Id => RunId.ToString();

    /// <summary>What runs.</summary>
    public WorkflowDefinition Definition { get; }

    /// <summary>The services of this run.</summary>
    public IServiceProvider Services { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The workflow's variables.</summary>
    public MemoryScope Memory { get; }

    /// <summary>What the run was given, by name: the workflow's inputs, and what a trigger brought.</summary>
    public IReadOnlyDictionary<string, object?> Input { get; }

    /// <summary>The workflow's outputs by name.</summary>
    public IDictionary<string, object?> Output => _output;

    /// <summary>What the activities that completed have given.</summary>
    public IActivityOutputs Outputs => ActivityOutputs;

    /// <summary>Notes of the run that outlive the process: small values that JSON can hold.</summary>
    public IDictionary<string, object?> Properties => _properties;

    /// <summary>The name that people know it by; SetName changes it.</summary>
    public string? Name { get; set; }

    /// <summary>What belongs together; Correlate sets it.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The trigger that started the run; null when somebody did.</summary>
    public string? TriggerActivityId { get; init; }

    /// <summary>The run that started this one.</summary>
    public Guid? ParentRunId { get; init; }

    /// <summary>Ends when the run is cancelled.</summary>
    public CancellationToken CancellationToken { get; }

    internal IReadOnlyDictionary<IActivity, ActivityBlueprint> Blueprints { get; }

    /// <summary>Where the engine records outputs when an activity completes.</summary>
    internal ActivityOutputs ActivityOutputs { get; } = new();

    internal bool FinishRequested { get; private set; }

    /// <summary>Ends the whole run as finished; activities that run now are cancelled.</summary>
    public void Finish() => FinishRequested = true;
}
