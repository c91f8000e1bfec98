namespace Penstock.LakeLayers.Undo;

/// <summary>A state in a view's line: a definition, or that the name became a table's.</summary>
internal sealed record ViewState(
    long Id,
    Guid RunId,
    DateTime CommittedAt,
    bool IsView,
    long? TableSnapshot,
    bool IsOldest
);
