namespace Penstock.Workflows.Activities.Scheduling;

/// <summary>What a StartAt trigger fires by.</summary>
/// <param name="DateTime">The moment.</param>
public sealed record StartAtStimulus(DateTimeOffset DateTime);
