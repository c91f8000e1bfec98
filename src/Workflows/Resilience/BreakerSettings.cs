namespace Penstock.Workflows.Resilience;

/// <summary>
/// When an activity is not tried at all for a while, because it has failed too often: of the tries of all runs in this process
/// within
/// <paramref name="SamplingDuration"/>, at least <paramref name="MinimumThroughput"/> and of those at least <paramref
/// name="FailureRatio"/>
/// failed. After <paramref name="BreakDuration"/> one try is let through; if it works, the others are again.
/// </summary>
/// <param name="FailureRatio">Above 0, at most 1. Default: 0.5.</param>
/// <param name="MinimumThroughput">At least 2. Default: 5.</param>
/// <param name="SamplingDuration">At least half a second, at most a day. Default: a minute.</param>
/// <param name="BreakDuration">At least half a second, at most a day. Default: half a minute.</param>
public sealed record BreakerSettings(
    double FailureRatio,
    int MinimumThroughput,
    TimeSpan SamplingDuration,
    TimeSpan BreakDuration
)
{
    /// <summary>The defaults.</summary>
    public static BreakerSettings Default { get; } = new(0.5, 5, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(30));

    internal bool IsSound =>
        FailureRatio is > 0 and <= 1 && MinimumThroughput >= 2 && IsSpan(SamplingDuration) && IsSpan(BreakDuration);

    private static bool IsSpan(TimeSpan span) => span >= TimeSpan.FromSeconds(0.5) && span <= TimeSpan.FromDays(1);
}
