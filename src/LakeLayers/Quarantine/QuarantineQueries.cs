using System.Globalization;
using Dapper;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Quarantine;

/// <summary>Looks into quarantine.</summary>
public sealed class QuarantineQueries(Lake lake)
{
    // What a quarantine table may lack: lines refused on the way to raw have a text and no columns yet.
    private static readonly (string Column, string? Instead)[] Columns =
    [
        ("_reason", null),
        ("_rule", null),
        ("_column", null),
        ("_value", null),
        ("_quarantined_at", "_ingested_at"),
        ("_row", "_text"),
        ("_landing_key", null),
        ("_source_position", null),
        ("_source_uri", null),
    ];

    /// <summary>What is in quarantine by table and reason, most rows first; for one table, or as one run left it.</summary>
    /// <param name="table">The refused rows' table, for instance <c>refined.transactions</c>; all when null.</param>
    /// <param name="runId">What this run published; the current state when null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<QuarantineSummary>> ListAsync(
        TableName? table = null,
        Guid? runId = null,
        CancellationToken cancellationToken = default
    )
    {
        var snapshots = await SnapshotsAsync(table, runId, cancellationToken);
        await using var job = lake.OpenJob(new LakeJobOptions { ReadOnly = true });
        List<QuarantineSummary> found = [];
        foreach (var snapshot in snapshots)
        {
            if (snapshot.Files.Count == 0)
                continue;
            await job.AttachTableAsync(snapshot, "quarantined", cancellationToken: cancellationToken);
            var rows = await job.QueryAsync(
                $"SELECT _rule, _reason, count(*) FROM ({Select(snapshot)}) GROUP BY 1, 2 ORDER BY 3 DESC, 2",
                cancellationToken: cancellationToken
            );
            found.AddRange(
                rows.Rows.Select(r => new QuarantineSummary(
                    snapshot.Table.Origin,
                    snapshot.RunId,
                    snapshot.Id,
                    snapshot.CommittedAt,
                    (string?)r[0],
                    (string)r[1]!,
                    Convert.ToInt64(r[2], CultureInfo.InvariantCulture)
                ))
            );
        }
        return found;
    }

    /// <summary>Refused rows of a table in the order of their provenance.</summary>
    /// <param name="table">The rows' table, for instance <c>refined.transactions</c>.</param>
    /// <param name="rule">Only rows whose first broken rule has this name.</param>
    /// <param name="runId">What this run published; the current state when null.</param>
    /// <param name="limit">At most so many, 1 to 100,000.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<QuarantinedRow>> ShowAsync(
        TableName table,
        string? rule = null,
        Guid? runId = null,
        int limit = 20,
        CancellationToken cancellationToken = default
    )
    {
        if (limit is < 1 or > 100_000)
            throw new UsageException("The limit must be between 1 and 100,000", $"{limit}");
        if (await SnapshotsAsync(table, runId, cancellationToken) is not [{ Files.Count: > 0 } snapshot, ..])
            return [];
        await using var job = lake.OpenJob(new LakeJobOptions { ReadOnly = true });
        await job.AttachTableAsync(snapshot, "quarantined", cancellationToken: cancellationToken);
        var rows = await job.QueryAsync(
            $"""
            FROM ({Select(snapshot)}) WHERE $1::VARCHAR IS NULL OR _rule = $1
            ORDER BY _landing_key, _source_position, _row LIMIT {limit.ToString(CultureInfo.InvariantCulture)}
            """,
            [rule],
            cancellationToken
        );
        return [.. rows.Rows.Select(Row)];
    }

    private static string Select(TableSnapshot snapshot)
    {
        var columns = Columns.Select(c =>
            (c.Column, Source: new[] { c.Column, c.Instead }.FirstOrDefault(n => snapshot.Schema.Any(s => s.Name == n)))
        );
        return $"SELECT {string.Join(", ", columns.Select(c => $"{(c.Source is null ? "NULL" : Sql.Identifier(c.Source))} AS {Sql.Identifier(c.Column)}"))} FROM quarantined";
    }

    private static QuarantinedRow Row(object?[] r) =>
        new(
            (string)r[0]!,
            (string?)r[1],
            (string?)r[2],
            (string?)r[3],
            r[4] as DateTimeOffset? ?? DateTimeOffset.UnixEpoch,
            (string?)r[5] ?? "",
            (string?)r[6],
            r[7] is { } position ? Convert.ToInt64(position, CultureInfo.InvariantCulture) : null,
            (string?)r[8]
        );

    private async Task<IReadOnlyList<TableSnapshot>> SnapshotsAsync(
        TableName? table,
        Guid? runId,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var ids = await connection.QueryAsync<long>(
            """
            SELECT id FROM lake.snapshot s
            WHERE zone = 'quarantine' AND (@Name::text IS NULL OR name = @Name)
              AND CASE WHEN @runId::uuid IS NULL THEN id IN (SELECT snapshot_id FROM lake.lake_table WHERE zone = 'quarantine') ELSE run_id = @runId END
            ORDER BY name, id DESC
            """,
            new { table?.Quarantine.Name, runId }
        );
        List<TableSnapshot> snapshots = [];
        foreach (var id in ids)
            snapshots.Add((await lake.Tables.FindAsync(id, cancellationToken))!);
        return snapshots;
    }
}
