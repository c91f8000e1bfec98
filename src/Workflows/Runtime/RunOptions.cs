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

    /// <summary>Whether several runs may go on at once; the definition's own choice comes first, then this, then any number.</summary>
    public ActivationStrategy? ActivationStrategy { get; init; }

    /// <summary>How many activities work at the same time, 1 to 1,000. Control flow does not count.</summary>
    public int MaxDegreeOfParallelism { get; init; } = 8;

    /// <summary>How many executions of activities a run may have before it is taken for an endless loop.</summary>
    public long MaxActivityExecutions { get; init; } = 1_000_000;

    /// <summary>Watch this run alone, besides the registered observers.</summary>
    public IReadOnlyList<IWorkflowObserver> Observers { get; init; } = [];
}
