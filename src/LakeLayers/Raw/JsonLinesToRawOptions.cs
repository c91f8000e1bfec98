namespace Penstock.LakeLayers.Raw;

/// <summary>What to ingest and where to.</summary>
/// <param name="Source">The landing feed, for instance <c>transactions</c>.</param>
/// <param name="Table">The table, <c>raw.name</c>.</param>
public sealed record JsonLinesToRawOptions(string Source, string Table)
{
    /// <summary>Bytes of JSON text that become one Parquet file, at least 1 (every line a file). Default: 96 MB. Scratch
    /// space needed: three times that.</summary>
    public int ChunkBytes { get; init; } = 96 << 20;

    /// <summary>How rows are written.</summary>
    public RawWrite Write { get; init; } = RawWrite.Append;

    /// <summary>The fields that tell one document from all others, for <see cref="RawWrite.Merge"/>.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];
}
