using System.Text.Json.Nodes;

namespace Penstock.Workflows.Runtime;

/// <summary>
/// One execution of one activity, as the journal keeps it and observers see it; a snapshot that does not change.
/// </summary>
public sealed record ActivityExecutionRecord
{
    /// <summary>The note that holds <see cref="Warnings"/>.</summary>
    internal const string WarningsNote = "Warnings";

    /// <summary>The execution (UUID version 7); steps use it as their lineage run id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>The execution around it; null for the root.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>Its place in the order of starts within the run, from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>The activity's id in the definition.</summary>
    public required string ActivityId { get; init; }

    /// <summary>Its ids from the root.</summary>
    public required string NodeId { get; init; }

    /// <summary>Its type name.</summary>
    public required string ActivityType { get; init; }

    /// <summary>The version of its type.</summary>
    public int ActivityTypeVersion { get; init; } = 1;

    /// <summary>Its name in the definition.</summary>
    public string? ActivityName { get; init; }

    /// <summary>What it is doing or how it ended.</summary>
    public required ActivityStatus Status { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Its outcomes; empty until it is complete.</summary>
    public IReadOnlyList<string> Outcomes { get; init; } = [];

    /// <summary>The tries that failed before the last one.</summary>
    public IReadOnlyList<AttemptRecord> FailedAttempts { get; init; } = [];

    /// <summary>
    /// Totals since its start: <c>rows</c>, <c>bytes</c>, <c>totalRows</c>, <c>totalBytes</c> and those of its own.
    /// </summary>
    public IReadOnlyDictionary<string, long> Counters { get; init; } = new Dictionary<string, long>();

    /// <summary>The object at hand, for people.</summary>
    public string? Detail { get; init; }

    /// <summary>Its inputs as evaluated, by input name; sensitive ones are masked.</summary>
    public JsonObject ActivityState { get; init; } = [];

    /// <summary>Its outputs by output name; sensitive ones are masked.</summary>
    public JsonObject Outputs { get; init; } = [];

    /// <summary>Notes of its own.</summary>
    public JsonObject JournalData { get; init; } = [];

    /// <summary>What people should know though it went well; among its notes.</summary>
    public IReadOnlyList<string> Warnings =>
        JournalData[WarningsNote] is JsonArray warnings ? [.. warnings.Select(w => $"{w}")] : [];

    /// <summary>Why it faulted.</summary>
    public ExceptionState? Exception { get; init; }

    /// <summary>Faults inside it.</summary>
    public int AggregateFaultCount { get; init; }

    /// <summary>Whether it only decides what runs next, for displays that show work alone.</summary>
    public bool IsControlFlow { get; init; }

    /// <summary>The place of its start in the order of all events of the run.</summary>
    public long? StartEvent { get; init; }

    /// <summary>The place of its end in the order of all events of the run.</summary>
    public long? EndEvent { get; init; }

    /// <summary>What happened between the two.</summary>
    public IReadOnlyList<ActivityEvent> Events { get; init; } = [];

    /// <summary>Whether it waits for something outside.</summary>
    public bool HasBookmarks { get; init; }
}
