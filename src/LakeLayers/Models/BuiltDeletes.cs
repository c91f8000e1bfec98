using Penstock.Iceberg.Partitions;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>A file of deletes by place, staged and not published yet.</summary>
/// <param name="Folder">The folder of the table's files.</param>
/// <param name="Staged">The file.</param>
/// <param name="Rows">Deletes in it.</param>
/// <param name="Partition">The partition of the data files that it is about.</param>
internal sealed record BuiltDeletes(string Folder, StagedObject Staged, long Rows, FilePartition? Partition)
{
    /// <summary>The file as it will be; until the commit numbers it, it is younger than all that is there.</summary>
    public DeleteFile File { get; } =
        new(TableFolder.NewFile(Folder), Rows, long.MaxValue, null)
        {
            Bytes = new FileInfo(Staged.LocalPath).Length,
            Checksum = FileChecksum.Of(Staged.LocalPath),
            Partition = Partition,
        };
}
