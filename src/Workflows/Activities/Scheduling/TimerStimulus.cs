namespace Penstock.Workflows.Activities.Scheduling;

/// <summary>What a Timer fires by.</summary>
/// <param name="Interval">The time between two starts.</param>
public sealed record TimerStimulus(TimeSpan Interval);
