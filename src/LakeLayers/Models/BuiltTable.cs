using Penstock.LakeLayers.Iceberg.Files;
using Penstock.LakeLayers.Iceberg.Schemas;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Models;

/// <summary>A table's new file, staged and not published yet.</summary>
internal sealed record BuiltTable(TableName Table, StagedObject Staged, long Rows, IReadOnlyList<FieldSchema> Schema, AssignedColumns Columns, FileStatistics Statistics)
{
    public DataFile File { get; } = new(LakeJob.NewKey(Table), Rows, new FileInfo(Staged.LocalPath).Length) { Statistics = Statistics };
}
