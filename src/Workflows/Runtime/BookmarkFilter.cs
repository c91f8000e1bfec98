namespace Penstock.Workflows.Runtime;

/// <summary>
/// Which bookmarks are meant; members that are null do not matter. At least one of name, hash, run or execution must be given.
/// </summary>
public sealed record BookmarkFilter
{
    /// <summary>The kind of thing waited for.</summary>
    public string? Name { get; init; }

    /// <summary>What exactly is waited for; see <see cref="BookmarkHash"/>.</summary>
    public string? Hash { get; init; }

    /// <summary>Only in runs with this correlation id.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Only in this run.</summary>
    public Guid? RunId { get; init; }

    /// <summary>Only of this execution.</summary>
    public Guid? ExecutionId { get; init; }
}
