using System.Globalization;
using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Resilience;

/// <summary>
/// How an activity is tried again: <c>customProperties.resilienceStrategy</c> of the activity, with
/// <c>maxRetryAttempts</c> (0 to 100), <c>delay</c> (<c>hh:mm:ss</c>), <c>maxDelay</c>, <c>backoffType</c>
/// (<c>Constant</c>, <c>Linear</c>, <c>Exponential</c>), <c>useJitter</c>, <c>timeout</c> (for one try) and <c>circuitBreaker</c>
/// (<c>failureRatio</c>, <c>minimumThroughput</c>, <c>samplingDuration</c>, <c>breakDuration</c>).
/// </summary>
/// <param name="MaxRetryAttempts">Tries after the first one.</param>
/// <param name="Delay">The wait before the second try.</param>
/// <param name="MaxDelay">The longest wait.</param>
/// <param name="BackoffType">How the wait grows.</param>
/// <param name="UseJitter">Whether waits vary, so that many clients do not come back at once.</param>
/// <param name="Timeout">How long one try may take; null for as long as it wants.</param>
/// <param name="CircuitBreaker">When it is not tried at all for a while; null for never.</param>
public sealed record ResilienceSettings(
    int MaxRetryAttempts,
    TimeSpan Delay,
    TimeSpan MaxDelay,
    Polly.DelayBackoffType BackoffType,
    bool UseJitter,
    TimeSpan? Timeout,
    BreakerSettings? CircuitBreaker = null
)
{
    /// <summary>The member of an activity's custom properties.</summary>
    public const string Key = "resilienceStrategy";

    /// <summary>
    /// Settings from JSON; members that are left out have their defaults: 3 retries, exponentially from a second to two
    /// minutes, with jitter.
    /// </summary>
    /// <exception cref="UsageException">A member cannot be read or is out of range.</exception>
    public static ResilienceSettings Read(JsonObject json)
    {
        var settings = new ResilienceSettings(
            Value(json, "maxRetryAttempts", 3),
            Value(json, "delay", TimeSpan.FromSeconds(1)),
            Value(json, "maxDelay", TimeSpan.FromMinutes(2)),
            Value(json, "backoffType", Polly.DelayBackoffType.Exponential),
            Value(json, "useJitter", true),
            Value<TimeSpan?>(json, "timeout", null),
            json.Object("circuitBreaker") is { } breaker ? Breaker(breaker) : null
        );
        if (
            settings.MaxRetryAttempts is < 0 or > 100
            || settings.Delay < TimeSpan.Zero
            || settings.Timeout <= TimeSpan.Zero
        )
            throw new UsageException(
                "A resilience strategy is out of range (maxRetryAttempts 0 to 100, delay not negative, timeout above zero)",
                json.ToJsonString(),
                "correct the activity's resilienceStrategy"
            );
        if (settings.CircuitBreaker is { IsSound: false })
            throw new UsageException(
                "A circuit breaker is out of range (failureRatio above 0 to 1, minimumThroughput at least 2, durations from half a second to a day)",
                json.ToJsonString(),
                "correct the activity's resilienceStrategy"
            );
        return settings;
    }

    private static BreakerSettings Breaker(JsonObject json) =>
        new(
            Value(json, "failureRatio", BreakerSettings.Default.FailureRatio),
            Value(json, "minimumThroughput", BreakerSettings.Default.MinimumThroughput),
            Value(json, "samplingDuration", BreakerSettings.Default.SamplingDuration),
            Value(json, "breakDuration", BreakerSettings.Default.BreakDuration)
        );

    private static T Value<T>(JsonObject json, string name, T otherwise) =>
        json[name] is { } node ? (T)ValueConverter.Convert(node, typeof(T))! : otherwise;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{MaxRetryAttempts} retries, {BackoffType} from {Delay}");
}
