namespace Penstock.Workflows.Definitions.Store;

/// <summary>A version with what only the store needs.</summary>
internal sealed record DefinitionRow(
    DefinitionInfo Info,
    DateTimeOffset CreatedAt,
    string? Editor,
    DateTimeOffset? EditorBase
);
