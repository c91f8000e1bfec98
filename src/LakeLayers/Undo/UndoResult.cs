using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Undo;

/// <summary>What was retracted of a run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Tables">Tables that went back.</param>
/// <param name="Feeds">Feeds of landing and how many of their objects are no longer published; the objects stay, and the next
/// run publishes them again.</param>
/// <param name="Watermarks">Positions that went back, as <c>source name</c>.</param>
/// <param name="Stale">Datasets that were derived from what is gone, and are marked so until they are made anew.</param>
public sealed record UndoResult(
    Guid RunId,
    IReadOnlyList<UndoneTable> Tables,
    IReadOnlyDictionary<string, long> Feeds,
    IReadOnlyList<string> Watermarks,
    IReadOnlyList<DatasetRef> Stale
)
{
    /// <summary>Views that went back.</summary>
    public IReadOnlyList<UndoneView> Views { get; init; } = [];
}
