using System.Text.Json.Nodes;

namespace Penstock.Workflows.Runtime.State;

/// <summary>Where a run stands at a commit, as JSON: enough to go on in another process.</summary>
internal sealed record RunSnapshot
{
    public long Sequence { get; init; }

    public long EventSequence { get; init; }

    public string? TriggerActivityId { get; init; }

    public Dictionary<string, JsonNode?> Input { get; init; } = [];

    public Dictionary<string, JsonNode?> Output { get; init; } = [];

    public Dictionary<string, JsonNode?> Variables { get; init; } = [];

    public Dictionary<string, JsonNode?> Properties { get; init; } = [];

    /// <summary>The last outputs of each activity that had some; that of the last result comes last.</summary>
    public List<OutputSnapshot> Outputs { get; init; } = [];

    /// <summary>Open executions, outer ones before inner ones.</summary>
    public List<ExecutionSnapshot> Executions { get; init; } = [];

    /// <summary>Those to run next, in order.</summary>
    public List<Guid> Ready { get; init; } = [];
}
