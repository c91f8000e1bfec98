namespace Penstock.Workflows.Runtime;

/// <summary>A try that failed and was followed by another.</summary>
/// <param name="Number">From 1.</param>
/// <param name="FailedAt">When it failed.</param>
/// <param name="Delay">How long the next one waited.</param>
/// <param name="Error">The class of the exception.</param>
/// <param name="Message">Its message.</param>
public sealed record AttemptRecord(int Number, DateTimeOffset FailedAt, TimeSpan Delay, string Error, string Message);
