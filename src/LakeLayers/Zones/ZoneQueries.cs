using Dapper;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.Pruning;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Stale;

namespace Penstock.LakeLayers.Zones;

/// <summary>
/// What people ask the lake at the command line: what is there, the first rows, any SELECT. Nothing here changes anything.
/// </summary>
public sealed class ZoneQueries(Lake lake)
{
    /// <summary>All feeds of landing, all tables and all views, in the order of the zones.</summary>
    public async Task<IReadOnlyList<ZoneTable>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(
            """
            SELECT 'landing' AS "Zone", source AS "Name", sum(row_count)::bigint AS "Rows", sum(size)::bigint AS "Bytes", count(*) AS "Files",
                NULL::bigint AS "SnapshotId", max(published_at) AS "ChangedAt"
            FROM lake.landing_object WHERE published_at IS NOT NULL GROUP BY source
            UNION ALL
            SELECT t.zone, t.name, coalesce(sum(f.row_count), 0)::bigint, coalesce(sum(f.size), 0)::bigint, count(f.id), s.id, s.committed_at
            FROM lake.lake_table t JOIN lake.snapshot s ON s.id = t.snapshot_id
            LEFT JOIN lake.data_file f ON f.zone = t.zone AND f.name = t.name AND f.removed_by IS NULL AND f.content = 0
            GROUP BY t.zone, t.name, s.id, s.committed_at
            UNION ALL
            SELECT zone, name, 0, 0, 0, NULL, to_timestamp((metadata ->> 'last-updated-ms')::bigint / 1000.0) FROM lake.lake_table t
            WHERE snapshot_id IS NULL AND NOT EXISTS (SELECT FROM lake.snapshot s WHERE s.zone = t.zone AND s.name = t.name)
                AND NOT EXISTS (SELECT FROM lake.lake_view v WHERE v.zone = t.zone AND v.name = t.name)
            UNION ALL
            SELECT zone, name, NULL, 0, 0, NULL, committed_at FROM lake.lake_view
            """
        );
        var stale = (await new StaleDatasets(lake.Metadata).ListAsync(cancellationToken)).ToDictionary(s => s.Dataset);
        return
        [
            .. rows.Select(r => Marked(r.ToTable(), stale))
                .OrderBy(t => Rank(t.Zone))
                .ThenBy(t => t.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>The first rows of a table.</summary>
    /// <exception cref="UsageException">There is no such table.</exception>
    public async Task<ZoneQueryResult> HeadAsync(
        TableName table,
        int rows = 10,
        CancellationToken cancellationToken = default
    )
    {
        if (await lake.Tables.FindCurrentAsync(table, cancellationToken) is not { } snapshot)
        {
            return
                await lake.Views.FindAsync(table, cancellationToken) is null
                && !(await lake.Tables.ListUnwrittenAsync(cancellationToken)).Contains(table)
                ? throw new UsageException("There is no such table", table.ToString(), "penstock zones ls")
                : await SqlAsync(
                    $"FROM {Sql.Identifier(table.Zone, table.Name)} LIMIT {rows + 1}",
                    rows,
                    cancellationToken: cancellationToken
                );
        }
        // The first files hold the first rows; a large table is not fetched for ten of them.
        var needed = 0L;
        var files = snapshot.Files.TakeWhile(f => (needed += f.Rows) - f.Rows < rows).ToList();
        await using var job = lake.OpenJob(new LakeJobOptions { ReadOnly = true });
        await job.AttachTableAsync(snapshot with { Files = files }, table.Name, table.Zone, cancellationToken);
        var sql = $"FROM {Sql.Identifier(table.Zone, table.Name)} LIMIT {rows}";
        var head = await ReadAsync(job, sql, rows, cancellationToken);
        return head with { IsTruncated = snapshot.Rows > head.Rows.Count };
    }

    /// <summary>Runs a SELECT over the lake's tables, each named <c>zone.name</c>; only those it names are fetched.</summary>
    /// <param name="sql">The query, in DuckDB's dialect.</param>
    /// <param name="maxRows">Rows to return at most. Default: 1,000.</param>
    /// <param name="asOf">The time whose snapshots are read; the current ones when null.</param>
    /// <param name="cancellationToken">Interrupts the query.</param>
    /// <exception cref="UsageException">The text is no SELECT.</exception>
    /// <exception cref="Query.DuckDb.DuckDbException">The query is refused or fails.</exception>
    public async Task<ZoneQueryResult> SqlAsync(
        string sql,
        int maxRows = 1000,
        DateTimeOffset? asOf = null,
        CancellationToken cancellationToken = default
    )
    {
        var views = (await lake.Views.ListAsync(cancellationToken))
            .Select(v => v.Table)
            .Concat(asOf is { } past ? await lake.Views.NamesAsOfAsync(past, cancellationToken) : []);
        IReadOnlyList<TableName> known =
        [
            .. (await lake.Tables.ListAsync(cancellationToken))
                .Union(await lake.Tables.ListUnwrittenAsync(cancellationToken))
                .Union(views),
        ];
        await using var job = lake.OpenJob(new LakeJobOptions { ReadOnly = true });
        var (tables, tree) = SqlTables.In(job.Session, sql, known);
        foreach (var table in tables)
            await AttachAsync(job, table, asOf, SqlConditions.On(table, tree), cancellationToken);
        if (!job.Session.IsReadOnly(sql))
            throw new UsageException("The lake is only read here", sql, "write one SELECT over zone.table names");
        return await ReadAsync(job, sql, maxRows, cancellationToken);
    }

    private static ZoneTable Marked(ZoneTable table, Dictionary<DatasetRef, StaleDataset> stale) =>
        stale.TryGetValue(DatasetRef.Lake(table.Zone, table.Name), out var mark)
            ? table with
            {
                StaleSince = mark.Since,
                StaleBy = mark.RunId,
            }
            : table;

    private async Task AttachAsync(
        LakeJob job,
        TableName table,
        DateTimeOffset? asOf,
        IReadOnlyList<ColumnCondition> conditions,
        CancellationToken cancellationToken
    )
    {
        if (asOf is not { } time)
            await job.AttachCurrentAsync(table, conditions, cancellationToken);
        else if (await lake.Views.FindAsOfAsync(table, time, cancellationToken) is { } view)
        {
            foreach (var input in view.Inputs)
                await AttachAsync(job, input, asOf, [], cancellationToken);
            await job.RunAsync(
                session => LakeJob.AttachView(session, table, view.Sql, cancellationToken),
                cancellationToken
            );
        }
        else
        {
            var snapshot =
                await lake.Tables.FindAsOfAsync(table, time, cancellationToken)
                ?? throw new UsageException(
                    $"The table had no snapshot yet at {time:u}",
                    table.ToString(),
                    $"penstock zones history {table}"
                );
            await job.AttachTableAsync(
                await PartitionPruning.RestrictAsync(job, snapshot, conditions, cancellationToken),
                table.Name,
                table.Zone,
                cancellationToken
            );
        }
    }

    private static Task<ZoneQueryResult> ReadAsync(
        LakeJob job,
        string sql,
        int maxRows,
        CancellationToken cancellationToken
    ) =>
        job.RunAsync(
            session =>
            {
                using var stream = session.Stream(sql, ct: cancellationToken);
                var rows = new List<object?[]>();
                while (stream.MoveNext())
                {
                    for (var row = 0; row < stream.Count; row++)
                    {
                        if (rows.Count == maxRows)
                            return new ZoneQueryResult(stream.Columns, rows, IsTruncated: true);
                        rows.Add([.. Enumerable.Range(0, stream.Columns.Count).Select(c => stream[c].GetValue(row))]);
                    }
                }
                return new ZoneQueryResult(stream.Columns, rows, IsTruncated: false);
            },
            cancellationToken
        );

    private static int Rank(string zone) => zone == "landing" ? -1 : TableName.Zones.ToList().IndexOf(zone);

    private sealed record Row(
        string Zone,
        string Name,
        long? Rows,
        long Bytes,
        long Files,
        long? SnapshotId,
        DateTime ChangedAt
    )
    {
        public ZoneTable ToTable() =>
            new(Zone, Name, Rows, Bytes, Files, SnapshotId, new DateTimeOffset(ChangedAt, TimeSpan.Zero));
    }
}
