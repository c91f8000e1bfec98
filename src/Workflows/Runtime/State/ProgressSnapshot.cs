using System.Text.Json.Nodes;

namespace Penstock.Workflows.Runtime.State;

/// <summary>What an execution that waits has told the journal of its work.</summary>
internal sealed record ProgressSnapshot(
    Dictionary<string, long> Counters,
    List<AttemptRecord> FailedAttempts,
    string? Detail,
    JsonObject Notes
);
