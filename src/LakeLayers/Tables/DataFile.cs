using Penstock.Iceberg.Partitions;
using Penstock.LakeLayers.Iceberg.Files;

namespace Penstock.LakeLayers.Tables;

/// <summary>One immutable Parquet file of a table.</summary>
/// <param name="Key">Its object key, <c>{zone}/{table}/data/{uuid}.parquet</c>.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="LandingKey">For raw tables: the one landing object all of its rows came from; a table never ingests the same
/// object twice.</param>
public sealed record DataFile(string Key, long Rows, long Bytes, string? LandingKey = null)
{
    /// <summary>What its bytes are known by, see <see cref="FileChecksum"/>; null: not known.</summary>
    public string? Checksum { get; init; }

    /// <summary>
    /// Its URI as the table's manifests spell it, which delete files have to repeat; null: as this lake spells URIs.
    /// </summary>
    public string? Location { get; init; }

    /// <summary>Its place among changes, see <see cref="DeleteFile.Sequence"/>; known of a published file.</summary>
    public long Sequence { get; init; }

    /// <summary>
    /// Where its rows stand among those of the table's other files: a compacted file takes the place of the first that it
    /// stands for. Null: behind all others.
    /// </summary>
    public long? Place { get; init; }

    /// <summary>The landing objects that all of its rows came from; several in a compacted file.</summary>
    public IReadOnlyList<string> LandingKeys { get; init; } = LandingKey is null ? [] : [LandingKey];

    /// <summary>What its rows share; null: not known, or nothing because the file is not of a partition.</summary>
    public FilePartition? Partition { get; init; }

    /// <summary>
    /// Whether its rows lie in the sort order of the commit that adds it; known of a file that was just written.
    /// </summary>
    public bool IsSorted { get; init; }

    /// <summary>What its columns hold; known of a file that was just written.</summary>
    public FileStatistics? Statistics { get; init; }
}
