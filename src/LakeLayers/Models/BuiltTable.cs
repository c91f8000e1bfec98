using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Models;

/// <summary>A table's new content, written to a local file and not published yet.</summary>
internal sealed record BuiltTable(TableName Table, string LocalPath, long Rows, IReadOnlyList<FieldSchema> Schema)
{
    public long Bytes { get; } = new FileInfo(LocalPath).Length;
}
