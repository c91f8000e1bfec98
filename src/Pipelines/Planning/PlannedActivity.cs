using Penstock.Core.Steps.Planning;

namespace Penstock.Pipelines.Planning;

/// <summary>One activity that a run would come to.</summary>
/// <param name="ActivityId">Its id in the definition.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type name.</param>
/// <param name="Plan">What it would do; null for an activity that cannot tell, which the plan passed over.</param>
public sealed record PlannedActivity(string ActivityId, string Name, string Type, StepPlan? Plan);
