using Dapper;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Maintenance;

/// <summary>
/// Forgets old snapshots, each table in a transaction of its own: they are taken out of the table's metadata, and the index
/// loses the
/// files that only they had. The current snapshot stays, and whatever a branch or tag names. The files themselves are left to
/// <see cref="SweepOrphans"/>.
/// </summary>
/// <param name="lake">The lake.</param>
/// <param name="time">The clock.</param>
public sealed class ExpireSnapshots(Lake lake, TimeProvider time)
{
    /// <summary>Expires; tables of which nothing is old enough are not in the result.</summary>
    /// <exception cref="UsageException">A table does not exist, or an option is out of its range.</exception>
    public async Task<IReadOnlyList<ExpiredTable>> RunAsync(
        ExpireSnapshotsOptions options,
        CancellationToken cancellationToken = default
    )
    {
        if (options.Keep < 1)
            throw new UsageException("At least the newest snapshot is kept", $"keep {options.Keep}", "keep 1 or more");
        if (options.OlderThan < TimeSpan.Zero)
            throw new UsageException("An age cannot be negative", $"{options.OlderThan}", "give an age such as 7d");
        var known = await TablesAsync(cancellationToken);
        foreach (var table in options.Tables.Where(t => !known.Contains(t)))
            throw new UsageException("There is no such table", table.ToString(), "penstock zones ls");
        var done = new List<ExpiredTable>();
        foreach (var table in known.Where(t => options.Tables.Count == 0 || options.Tables.Contains(t)))
        {
            if (await ExpireAsync(table, options, cancellationToken) is { } expired)
                done.Add(expired);
        }
        return done;
    }

    private async Task<List<TableName>> TablesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(string Zone, string Name)>(
            "SELECT zone, name FROM lake.lake_table UNION SELECT zone, name FROM lake.snapshot WHERE expired_at IS NULL ORDER BY 1, 2"
        );
        return [.. rows.Select(r => new TableName(r.Zone, r.Name))];
    }

    private async Task<ExpiredTable?> ExpireAsync(
        TableName table,
        ExpireSnapshotsOptions options,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await lake.Metadata.BeginAsync(cancellationToken);
        var index = new TableIndex(transaction.Connection, table);
        var (current, past) = (await index.LockAsync(), new SnapshotRows(transaction.Connection, table));
        var rule = new ExpiryRule(options, time.GetUtcNow(), current);
        var all = await past.ListAsync();
        var gone = all.Where(rule.IsOver).ToList();
        var forgotten = rule.Forgotten(all.Except(gone));
        if (gone.Count == 0 && forgotten.Count == 0)
            return null;

        var (files, bytes) = await past.ExpireAsync([.. gone.Select(s => s.Id)]);
        var result = new ExpiredTable(table, [.. gone.Select(s => s.Id)], all.Count - gone.Count, files, bytes);
        if (options.DryRun)
            return result;
        if (current is { } held && forgotten.Count > 0)
            await index.SetAsync(held.SnapshotId, await rule.WriteAsync(lake.Objects, forgotten, cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return result;
    }
}
