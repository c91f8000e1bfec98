using System.Text.Json.Nodes;
using Penstock.Workflows.Activities;

namespace Penstock.Workflows.Runtime;

/// <summary>What an activity waits for.</summary>
public sealed record CreateBookmarkArgs
{
    /// <summary>What is waited for: a value that JSON can hold. Equal values have equal hashes.</summary>
    public object? Stimulus { get; init; }

    /// <summary>A method of the activity that goes on when the run is resumed; null completes the execution.</summary>
    public ExecuteActivityDelegate? Callback { get; init; }

    /// <summary>The kind of thing waited for; the activity's type name when null.</summary>
    public string? Name { get; init; }

    /// <summary>Whether the first resume uses it up.</summary>
    public bool AutoBurn { get; init; } = true;

    /// <summary>Whether a resume completes the execution when there is no callback.</summary>
    public bool AutoComplete { get; init; } = true;

    /// <summary>Whether only a resume that knows this very execution fits.</summary>
    public bool IncludeActivityInstanceId { get; init; }

    /// <summary>When a clock is to resume it.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Notes for people.</summary>
    public JsonObject? Metadata { get; init; }
}
