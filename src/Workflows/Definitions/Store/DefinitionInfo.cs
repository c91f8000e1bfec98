namespace Penstock.Workflows.Definitions.Store;

/// <summary>What the store knows of a version beside its document.</summary>
public sealed record DefinitionInfo
{
    /// <summary>The id of this version.</summary>
    public required string Id { get; init; }

    /// <summary>What stays the same over the versions.</summary>
    public required string DefinitionId { get; init; }

    /// <summary>Its number, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>Its name for people.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>The version of the tool that wrote it, for instance <c>3.8.2.0</c>.</summary>
    public string? ToolVersion { get; init; }

    /// <summary>Whether it is the newest version.</summary>
    public bool IsLatest { get; init; }

    /// <summary>Whether it is the version that triggers and other workflows run.</summary>
    public bool IsPublished { get; init; }

    /// <summary>Whether it cannot be changed here.</summary>
    public bool IsReadonly { get; init; }

    /// <summary>Whether lists leave it out as a rule.</summary>
    public bool IsSystem { get; init; }

    /// <summary>Whether it is an activity for other workflows, once published.</summary>
    public bool UsableAsActivity { get; init; }

    /// <summary>Who brought it: <c>Git</c> for the workflows folder; null for people and programs.</summary>
    public string? ProviderName { get; init; }

    /// <summary>
    /// When its content was last saved (microseconds, unique over the saves of a version). It is <c>createdAt</c> on the wire:
    /// clients
    /// send it back, so a save says by it which content it is based on.
    /// </summary>
    public required DateTimeOffset SavedAt { get; init; }

    /// <summary>The hash of its content, without what the store writes itself (see <see cref="DefinitionContent"/>).</summary>
    public required string Hash { get; init; }
}
