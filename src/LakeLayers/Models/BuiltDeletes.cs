using Penstock.Iceberg.Partitions;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>A file of deletes by place, staged and not published yet.</summary>
/// <param name="Table">The table.</param>
/// <param name="Staged">The file.</param>
/// <param name="Rows">Deletes in it.</param>
/// <param name="Partition">The partition of the data files that it is about.</param>
internal sealed record BuiltDeletes(TableName Table, StagedObject Staged, long Rows, FilePartition? Partition)
{
    public DeleteFile File { get; } =
        new(LakeJob.NewKey(Table), Rows, 0, null)
        {
            Bytes = new FileInfo(Staged.LocalPath).Length,
            Checksum = FileChecksum.Of(Staged.LocalPath),
            Partition = Partition,
        };
}
