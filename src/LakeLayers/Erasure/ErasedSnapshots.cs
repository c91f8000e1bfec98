using Dapper;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Erasure;

/// <summary>
/// Takes snapshots out of a table's past because they have files that go, within the transaction of the erasure.
/// </summary>
internal static class ErasedSnapshots
{
    /// <summary>The snapshots of a table that have one of some files and can be read.</summary>
    public const string Query = """
        SELECT s.id FROM lake.snapshot s WHERE s.zone = @Zone AND s.name = @Name AND s.expired_at IS NULL AND EXISTS (
            SELECT FROM lake.data_file f WHERE f.zone = s.zone AND f.name = s.name AND f.object_key = ANY (@keys)
                AND f.added_by <= s.id AND (f.removed_by IS NULL OR f.removed_by > s.id))
        ORDER BY s.id
        """;

    /// <returns>The snapshots that cannot be read any more.</returns>
    /// <exception cref="PenstockException">A branch or tag of another engine names one of them.</exception>
    public static async Task<IReadOnlyList<long>> ExpireAsync(
        MetadataTransaction transaction,
        Lake lake,
        TableName table,
        IReadOnlySet<string> files,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var index = new TableIndex(transaction.Connection, table);
        var current = await index.LockAsync();
        var ids = (
            await transaction.Connection.QueryAsync<long>(
                Query,
                new
                {
                    table.Zone,
                    table.Name,
                    keys = files.ToArray(),
                }
            )
        ).ToArray();
        if (ids.Length == 0)
            return [];
        var past = new SnapshotRows(transaction.Connection, table);
        var gone = (await past.ListAsync()).Where(s => ids.Contains(s.Id)).Select(s => s.IcebergId).ToHashSet();
        if (
            current is { } known
            && known.Table.Metadata.Refs.FirstOrDefault(r => gone.Contains(r.Value.SnapshotId)) is { Key: { } name }
        )
        {
            throw new PenstockException(
                "A branch or tag names a snapshot with rows of the person",
                $"{table}: {name}",
                "Nothing was erased",
                "drop it with the engine that made it, then run the same command again"
            );
        }
        await past.ExpireAsync(ids);
        var forgotten = current?.Table.Metadata.Snapshots.Select(s => s.SnapshotId).Where(gone.Contains).ToList() ?? [];
        // Of the log of metadata files only the last is kept: none of those before is needed by any snapshot that stays.
        var rule = new ExpiryRule(new ExpireSnapshotsOptions { OlderThan = TimeSpan.Zero }, now.AddDays(1), current);
        if (current is { } held)
            await index.SetAsync(held.SnapshotId, await rule.WriteAsync(lake.Objects, forgotten, cancellationToken));
        return ids;
    }
}
