using System.Collections.Concurrent;
using Penstock.Core.Steps.Planning;
using Penstock.Workflows.Activities;

namespace Penstock.Pipelines.Planning;

/// <summary>Where the steps of a rehearsal write what they would do.</summary>
public sealed class PlanSheet
{
    private readonly ConcurrentDictionary<Guid, StepPlan> _plans = [];

    /// <summary>What the steps so far would leave behind.</summary>
    public Forecast Forecast { get; } = new();

    /// <summary>Notes the plan of one execution.</summary>
    public void Add(ActivityExecutionContext context, StepPlan plan) => _plans[context.ExecutionId] = plan;

    /// <summary>The plan of an execution; null when it did not say one.</summary>
    public StepPlan? Find(Guid executionId) => _plans.GetValueOrDefault(executionId);
}
