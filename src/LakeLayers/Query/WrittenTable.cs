using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Erasure;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Query;

/// <summary>The result of a query as durable Parquet files of a table that no snapshot names yet.</summary>
/// <param name="Files">The files; none when the query gave no row.</param>
/// <param name="Schema">The query's columns, in order.</param>
/// <param name="Columns">The same with the ids that the files name them by.</param>
public sealed record WrittenTable(
    IReadOnlyList<DataFile> Files,
    IReadOnlyList<FieldSchema> Schema,
    AssignedColumns Columns
)
{
    /// <summary>The forgotten people that the job's watch saw in it.</summary>
    internal Sightings Seen { get; init; } = Sightings.None;

    /// <summary>Rows over all files.</summary>
    public long Rows => Files.Sum(f => f.Rows);

    /// <summary>Bytes over all files.</summary>
    public long Bytes => Files.Sum(f => f.Bytes);
}
