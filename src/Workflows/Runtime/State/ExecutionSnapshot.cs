using System.Text.Json.Nodes;

namespace Penstock.Workflows.Runtime.State;

/// <summary>An open execution of an activity at a commit.</summary>
internal sealed record ExecutionSnapshot
{
    public required Guid Id { get; init; }

    public Guid? ParentId { get; init; }

    public required string NodeId { get; init; }

    public ActivityStatus Status { get; init; }

    /// <summary>The parent's method that is told when it is complete.</summary>
    public string? Callback { get; init; }

    public long Sequence { get; init; }

    public long StartEvent { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Whether its method has run: then only callbacks or bookmarks move it.</summary>
    public bool HasRun { get; init; }

    /// <summary>The method to go on with; null for the beginning.</summary>
    public string? Entry { get; init; }

    /// <summary>What the resume brought.</summary>
    public JsonObject? ResumeInput { get; init; }

    /// <summary>Variables that its parent gave it.</summary>
    public Dictionary<string, JsonNode?>? Given { get; init; }

    /// <summary>Values of the variables it declares, by id.</summary>
    public Dictionary<string, JsonNode?>? Variables { get; init; }

    public Dictionary<string, JsonNode?>? Properties { get; init; }

    public JsonObject? Outputs { get; init; }

    public List<ActivityEvent>? Events { get; init; }

    /// <summary>What the journal has about it already, and would lose at the next write.</summary>
    public ProgressSnapshot? Progress { get; init; }

    public bool HasFaultedChild { get; init; }

    public int AggregateFaultCount { get; init; }
}
