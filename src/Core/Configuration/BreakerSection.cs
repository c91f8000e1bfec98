namespace Penstock.Core.Configuration;

/// <summary>A circuit breaker of a resilience strategy.</summary>
public sealed record BreakerSection
{
    /// <summary>The part of the tries that failed, above 0 to 1. Default: 0.5.</summary>
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>Fewer tries say nothing. At least 2. Default: 5.</summary>
    public int MinimumThroughput { get; init; } = 5;

    /// <summary>The time within which tries are counted, half a second to a day. Default: a minute.</summary>
    public TimeSpan SamplingDuration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long nothing is tried then, half a second to a day. Default: half a minute.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(30);
}
