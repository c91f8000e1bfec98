using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>A file of deletes by place, staged and not published yet.</summary>
internal sealed record BuiltDeletes(TableName Table, StagedObject Staged, long Rows)
{
    public DeleteFile File { get; } = new(LakeJob.NewKey(Table), Rows, 0, null) { Bytes = new FileInfo(Staged.LocalPath).Length };
}
