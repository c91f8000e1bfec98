namespace Penstock.Workflows.Resilience;

/// <summary>Settings with a name, for people to choose.</summary>
/// <param name="Id">What definitions hold.</param>
/// <param name="DisplayName">What editors show.</param>
/// <param name="Settings">The settings.</param>
public sealed record ResilienceStrategy(string Id, string DisplayName, ResilienceSettings Settings);
