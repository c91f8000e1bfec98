using System.Text.Json;
using Dapper;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Profiles;

/// <summary>The profiles on record.</summary>
public sealed class ProfileQueries(Lake lake)
{
    /// <summary>The last profiles of a table, the newest first; those of retracted snapshots do not count.</summary>
    /// <param name="table">The table.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<RecordedProfile>> LastAsync(
        TableName table,
        int limit = 6,
        CancellationToken cancellationToken = default
    )
    {
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(
            """
            SELECT snapshot_id AS SnapshotId, run_id AS RunId, recorded_at AS At, column_name AS ColumnName, type AS Type, rows AS Rows, sampled_rows AS SampledRows, nulls AS Nulls,
                distinct_values AS Distinct, least AS Least, greatest AS Greatest, mean AS Mean, quantiles::text AS Quantiles, top_values::text AS TopValues
            FROM lake.column_profile
            WHERE zone = @Zone AND name = @Name AND snapshot_id IN (
                SELECT p.snapshot_id FROM lake.column_profile p LEFT JOIN lake.snapshot s ON s.id = p.snapshot_id
                WHERE p.zone = @Zone AND p.name = @Name AND s.retracted_at IS NULL GROUP BY 1 ORDER BY 1 DESC LIMIT @limit)
            ORDER BY snapshot_id DESC, place
            """,
            new
            {
                table.Zone,
                table.Name,
                limit,
            }
        );
        return
        [
            .. rows.GroupBy(r => r.SnapshotId)
                .Select(g => new RecordedProfile(
                    g.Key,
                    g.First().RunId,
                    new DateTimeOffset(g.First().At, TimeSpan.Zero),
                    new TableProfile(g.First().Rows, g.First().SampledRows, [.. g.Select(r => r.ToProfile())])
                )),
        ];
    }

    /// <summary>Records a profile inside the step's one transaction.</summary>
    internal static Task RecordAsync(
        MetadataTransaction transaction,
        Guid runId,
        long snapshotId,
        TableName table,
        TableProfile profile
    ) =>
        transaction.Connection.ExecuteAsync(
            """
            INSERT INTO lake.column_profile (snapshot_id, zone, name, run_id, column_name, place, type, rows, sampled_rows, nulls, distinct_values, least, greatest, mean, quantiles, top_values)
            VALUES (@snapshotId, @Zone, @Name, @runId, @Column, @place, @Type, @Rows, @SampledRows, @Nulls, @Distinct, @Least, @Greatest, @Mean, @quantiles::jsonb, @top::jsonb)
            """,
            profile.Columns.Select(
                (c, place) =>
                    new
                    {
                        snapshotId,
                        table.Zone,
                        table.Name,
                        runId,
                        c.Column,
                        place,
                        c.Type,
                        profile.Rows,
                        profile.SampledRows,
                        c.Nulls,
                        c.Distinct,
                        Least = Stored(c.Least),
                        Greatest = Stored(c.Greatest),
                        c.Mean,
                        quantiles = JsonSerializer.Serialize(c.Quantiles),
                        top = JsonSerializer.Serialize(c.TopValues.Select(Stored)),
                    }
            )
        );

    // PostgreSQL's text has no NUL.
    private static string? Stored(string? text) => text?.Replace("\0", "", StringComparison.Ordinal);

    private sealed record Row(
        long SnapshotId,
        Guid RunId,
        DateTime At,
        string ColumnName,
        string Type,
        long Rows,
        long SampledRows,
        long? Nulls,
        long? Distinct,
        string? Least,
        string? Greatest,
        double? Mean,
        string Quantiles,
        string TopValues
    )
    {
        public ColumnProfile ToProfile() =>
            new(ColumnName, Type)
            {
                Nulls = Nulls,
                Distinct = Distinct,
                Least = Least,
                Greatest = Greatest,
                Mean = Mean,
                Quantiles = JsonSerializer.Deserialize<Dictionary<string, double>>(Quantiles)!,
                TopValues = JsonSerializer.Deserialize<List<string>>(TopValues)!,
            };
    }
}
