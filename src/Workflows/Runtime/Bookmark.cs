using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Runtime;

/// <summary>A place where a run waits: who resumes it knows its name and hash, or its id.</summary>
public sealed record Bookmark
{
    /// <summary>Its id (UUID version 7).</summary>
    public required Guid Id { get; init; }

    /// <summary>The run that waits.</summary>
    public required Guid RunId { get; init; }

    /// <summary>The execution that waits.</summary>
    public required Guid ExecutionId { get; init; }

    /// <summary>The activity's id in the definition.</summary>
    public required string ActivityId { get; init; }

    /// <summary>Its ids from the root.</summary>
    public required string NodeId { get; init; }

    /// <summary>What kind of thing is waited for; the activity's type name unless it chose another.</summary>
    public required string Name { get; init; }

    /// <summary>What exactly is waited for; see <see cref="BookmarkHash"/>.</summary>
    public required string Hash { get; init; }

    /// <summary>What is waited for, as JSON.</summary>
    public JsonNode? Payload { get; init; }

    /// <summary>The activity's method that goes on; null when the execution is complete once resumed.</summary>
    public string? Callback { get; init; }

    /// <summary>Whether the first resume uses it up.</summary>
    public bool AutoBurn { get; init; } = true;

    /// <summary>Whether a resume completes the execution when there is no callback.</summary>
    public bool AutoComplete { get; init; } = true;

    /// <summary>The run's correlation id when it began to wait.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>When a clock is to resume it; null when something else does.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Notes for people.</summary>
    public JsonObject? Metadata { get; init; }

    /// <summary>Since when the run waits.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The payload as the class that the activity made it of; null when there is none.</summary>
    public T? PayloadAs<T>() => Payload.Deserialize<T>(ValueConverter.Json);

    /// <summary>The notes as the class that the activity made them of; null when there are none.</summary>
    public T? MetadataAs<T>() => ((JsonNode?)Metadata).Deserialize<T>(ValueConverter.Json);
}
