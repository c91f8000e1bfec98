namespace Penstock.Core.Configuration;

/// <summary>A named resilience strategy: how an activity that chooses it is tried again.</summary>
public sealed record ResilienceSection
{
    /// <summary>What the editor shows. Default: its name.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Tries after the first one. Range 0 to 100. Default: 3.</summary>
    public int MaxRetryAttempts { get; init; } = 3;

    /// <summary>The wait before the second try. Default: a second.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait. Default: two minutes.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How the wait grows: <c>Constant</c>, <c>Linear</c> or <c>Exponential</c>. Default: <c>Exponential</c>.</summary>
    public string BackoffType { get; init; } = "Exponential";

    /// <summary>Whether waits vary. Default: true.</summary>
    public bool UseJitter { get; init; } = true;

    /// <summary>How long one try may take. Default: as long as it wants.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>When the activity is left alone for a while. Default: never.</summary>
    public BreakerSection? CircuitBreaker { get; init; }
}
