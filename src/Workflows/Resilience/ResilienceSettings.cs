using System.Globalization;
using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Resilience;

/// <summary>
/// How an activity is tried again: <c>customProperties.resilienceStrategy</c> of the activity, with
/// <c>maxRetryAttempts</c> (0 to 100), <c>delay</c> (<c>hh:mm:ss</c>), <c>maxDelay</c>, <c>backoffType</c>
/// (<c>Constant</c>, <c>Linear</c>, <c>Exponential</c>), <c>useJitter</c> and <c>timeout</c> (for one try).
/// </summary>
/// <param name="MaxRetryAttempts">Tries after the first one.</param>
/// <param name="Delay">The wait before the second try.</param>
/// <param name="MaxDelay">The longest wait.</param>
/// <param name="BackoffType">How the wait grows.</param>
/// <param name="UseJitter">Whether waits vary, so that many clients do not come back at once.</param>
/// <param name="Timeout">How long one try may take; null for as long as it wants.</param>
public sealed record ResilienceSettings(
    int MaxRetryAttempts, TimeSpan Delay, TimeSpan MaxDelay, Polly.DelayBackoffType BackoffType, bool UseJitter, TimeSpan? Timeout)
{
    /// <summary>The member of an activity's custom properties.</summary>
    public const string Key = "resilienceStrategy";

    /// <summary>What an activity's custom properties ask for; null when they ask for nothing.</summary>
    /// <exception cref="UsageException">A member cannot be read or is out of range.</exception>
    public static ResilienceSettings? Read(JsonObject customProperties, IReadOnlyDictionary<string, ResilienceSettings> named)
    {
        if (customProperties.Object(Key) is not { } json) return null;
        if (json.Text("strategyId") is { } id)
            return named.GetValueOrDefault(id) ?? throw new UsageException("There is no resilience strategy of this name", id,
                named.Count == 0 ? "write the settings in place: {\"maxRetryAttempts\": 3, \"delay\": \"00:00:01\"}" : $"use one of {string.Join(", ", named.Keys)}");
        var settings = new ResilienceSettings(
            Value(json, "maxRetryAttempts", 3), Value(json, "delay", TimeSpan.FromSeconds(1)), Value(json, "maxDelay", TimeSpan.FromMinutes(2)),
            Value(json, "backoffType", Polly.DelayBackoffType.Exponential), Value(json, "useJitter", true), Value<TimeSpan?>(json, "timeout", null));
        if (settings.MaxRetryAttempts is < 0 or > 100 || settings.Delay < TimeSpan.Zero || settings.Timeout <= TimeSpan.Zero)
            throw new UsageException("A resilience strategy is out of range (maxRetryAttempts 0 to 100, delay not negative, timeout above zero)",
                json.ToJsonString(), "correct the activity's resilienceStrategy");
        return settings;
    }

    private static T Value<T>(JsonObject json, string name, T otherwise) =>
        json[name] is { } node ? (T)ValueConverter.Convert(node, typeof(T))! : otherwise;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{MaxRetryAttempts} retries, {BackoffType} from {Delay}");
}
