namespace Penstock.LakeLayers.Documents;

/// <summary>What <see cref="ChunkDocuments"/> did.</summary>
/// <param name="Pages">Pages read.</param>
/// <param name="Chunks">Chunks written.</param>
/// <param name="Changed">Whether a snapshot was published; false when pages and options are those of the current one.</param>
public sealed record ChunkDocumentsResult(long Pages, long Chunks, bool Changed);
