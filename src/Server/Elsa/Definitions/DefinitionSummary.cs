namespace Penstock.Server.Elsa.Definitions;

/// <summary>A definition in a list, with the contract's members in its order.</summary>
internal sealed record DefinitionSummary(
    string Id,
    string DefinitionId,
    string Name,
    string? Description,
    int Version,
    string? ToolVersion,
    bool IsLatest,
    bool IsPublished,
    bool IsReadonly,
    bool IsSystem,
    string? ProviderName,
    string MaterializerName,
    DateTimeOffset CreatedAt,
    bool IsMaterializerAvailable,
    IReadOnlyList<ElsaLink> Links
);
