using Penstock.Iceberg.Partitions;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.Writing;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Models;

/// <summary>A table's new files, staged and not published yet.</summary>
/// <param name="Table">The table.</param>
/// <param name="Folder">The folder of its files.</param>
/// <param name="Written">The rows.</param>
/// <param name="Schema">The table's columns, in DuckDB's words.</param>
/// <param name="Columns">The same with their ids.</param>
/// <param name="Layout">How the files are laid out; null: as the table's files always were.</param>
internal sealed record BuiltTable(
    TableName Table,
    string Folder,
    WrittenRows Written,
    IReadOnlyList<FieldSchema> Schema,
    AssignedColumns Columns,
    TableLayout? Layout
)
{
    /// <summary>Rows over all files.</summary>
    public long Rows => Written.Rows;

    /// <summary>Bytes over all files.</summary>
    public long Bytes => Files.Sum(f => f.Bytes);

    /// <summary>The files as the table will name them.</summary>
    public IReadOnlyList<DataFile> Files { get; } =
    [
        .. Written.Files.Select(f => new DataFile(
            TableFolder.NewFile(Folder),
            f.Rows,
            new FileInfo(f.Staged.LocalPath).Length
        )
        {
            Checksum = FileChecksum.Of(f.Staged.LocalPath),
            Statistics = f.Statistics,
            Partition = f.Partition,
            IsSorted = Layout is not null && OrderSql.Of(Layout.Order, Columns.Schema).Length > 0,
        }),
    ];

    /// <summary>Where the files are now, each with the key that it gets.</summary>
    public IEnumerable<(StagedObject Staged, string Key)> Objects =>
        Written.Files.Zip(Files, (written, file) => (written.Staged, file.Key));
}
