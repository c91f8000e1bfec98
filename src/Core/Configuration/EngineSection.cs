namespace Penstock.Core.Configuration;

/// <summary>The workflow engine.</summary>
public sealed record EngineSection
{
    /// <summary>
    /// How many executions of activities a run may have before it is taken for an endless loop and ended with an incident. At
    /// least 1. Default: 1,000,000.
    /// </summary>
    public long MaxActivityExecutions { get; init; } = 1_000_000;

    /// <summary>
    /// Whether the journal keeps inputs and outputs of activities when neither workflow nor activity says so: <c>include</c> or
    /// <c>exclude</c>. Default: <c>include</c>.
    /// </summary>
    public string LogPersistence { get; init; } = "include";

    /// <summary>Named resilience strategies, besides <c>retry</c>, <c>retry-patiently</c> and <c>retry-and-break</c>.</summary>
    public Dictionary<string, ResilienceSection> Resilience { get; init; } = new(StringComparer.OrdinalIgnoreCase);
}
