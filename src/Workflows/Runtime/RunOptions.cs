using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Runtime;

/// <summary>How a definition is to be run this time.</summary>
public sealed record RunOptions
{
    /// <summary>The run's id; a new UUID version 7 when null.</summary>
    public Guid? RunId { get; init; }

    /// <summary>Values for workflow inputs and variables, by name; text is converted to the declared type.</summary>
    public IReadOnlyDictionary<string, object?> Variables { get; init; } = new Dictionary<string, object?>();

    /// <summary>Who or what asks, for instance <c>cli</c> or <c>schedule nightly</c>.</summary>
    public string? TriggeredBy { get; init; }

    /// <summary>
    /// Whether several runs may go on at once; the definition's own choice comes first, then this, then any number.
    /// </summary>
    public ActivationStrategy? ActivationStrategy { get; init; }

    /// <summary>How many activities work at the same time, 1 to 1,000. Control flow does not count.</summary>
    public int MaxDegreeOfParallelism { get; init; } = 8;

    /// <summary>
    /// How many executions of activities a run may have before it is taken for an endless loop; null for as many as <see
    /// cref="EngineOptions"/> say.
    /// </summary>
    public long? MaxActivityExecutions { get; init; }

    /// <summary>Watch this run alone, besides the registered observers.</summary>
    public IReadOnlyList<IWorkflowObserver> Observers { get; init; } = [];

    /// <summary>What belongs together with other runs.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The run's name; the workflow's when null.</summary>
    public string? Name { get; init; }

    /// <summary>What the run is given besides declared inputs, a request for instance; any names.</summary>
    public IReadOnlyDictionary<string, object?> Input { get; init; } = new Dictionary<string, object?>();

    /// <summary>The trigger that fired; the run starts there.</summary>
    public string? TriggerActivityId { get; init; }

    /// <summary>The run that starts this one.</summary>
    public Guid? ParentRunId { get; init; }

    /// <summary>The bookmark of the parent that this run's end resumes.</summary>
    public Guid? ParentBookmarkId { get; init; }

    /// <summary>
    /// Go through the definition without effect outside the run: control flow and scripts run, an <see
    /// cref="Activities.IRehearsed"/> activity
    /// says what it would do, every other completes at once with Done. A journal in memory belongs to it.
    /// </summary>
    public bool IsRehearsal { get; init; }

    /// <summary>What happens when the process is gone; by default the caller is expected to start again.</summary>
    public RecoveryPolicy Recovery { get; init; }
}
