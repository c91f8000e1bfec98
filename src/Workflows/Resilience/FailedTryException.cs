namespace Penstock.Workflows.Resilience;

/// <summary>
/// Tells a circuit breaker of a last try that failed although the activity went on, by an outcome for instance.
/// </summary>
internal sealed class FailedTryException() : Exception("The last try failed");
