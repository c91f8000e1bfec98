using System.Text;
using Npgsql;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Zones;

namespace Penstock.Warehouse.Tracing;

/// <summary>
/// Walks a row back to landing: a warehouse row to the row of the presentation snapshot that was loaded, that row by its
/// provenance
/// columns to a line of a landing object, whose hash is checked before a byte of it is shown.
/// </summary>
public sealed class RowTracer(Lake lake, NpgsqlDataSource warehouse)
{
    /// <summary>The traces of all rows that match, at most <paramref name="limit"/>.</summary>
    /// <param name="dataset"><c>warehouse.table</c>, or <c>zone.table</c> of the lake.</param>
    /// <param name="key">Columns and their values as text; a value is compared as the column's type.</param>
    /// <param name="limit">The most rows to trace.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="UsageException">The table or a column is unknown, or no row matches.</exception>
    /// <exception cref="PenstockException">The rows have no provenance, or landing does not hold the bytes that the source
    /// gave.</exception>
    public async Task<IReadOnlyList<Trace>> TraceAsync(
        string dataset,
        IReadOnlyDictionary<string, string> key,
        int limit = 10,
        CancellationToken cancellationToken = default
    )
    {
        var zone = dataset.Split('.')[0];
        if (TableName.Zones.Contains(zone))
        {
            var snapshot =
                await lake.Tables.FindCurrentAsync(TableName.Parse(dataset), cancellationToken)
                ?? throw new UsageException("The table was never published", dataset, "penstock zones ls");
            await using var reader = await SnapshotReader.OpenAsync(lake, snapshot, cancellationToken);
            return await FollowAsync(
                await reader.FindAsync(key, limit, cancellationToken),
                [],
                dataset,
                cancellationToken
            );
        }
        return await FromWarehouseAsync(dataset, key, limit, cancellationToken);
    }

    private async Task<IReadOnlyList<Trace>> FromWarehouseAsync(
        string dataset,
        IReadOnlyDictionary<string, string> key,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var table = await WarehouseTable.FindAsync(warehouse, dataset, cancellationToken);
        var rows = await table.RowsAsync(warehouse, key, limit, cancellationToken);
        var snapshot = table.SnapshotId is { } id ? await lake.Tables.FindAsync(id, cancellationToken) : null;
        if (snapshot is null)
            throw new PenstockException(
                "The warehouse table was not loaded from this lake",
                dataset,
                "Nothing was changed",
                "penstock lineage " + dataset
            );

        await using var reader = await SnapshotReader.OpenAsync(lake, snapshot, cancellationToken);
        var traces = new List<Trace>();
        foreach (var row in rows)
        {
            var match = await reader.FindEqualAsync(row.Texts, table.Keys, limit, cancellationToken);
            traces.AddRange(
                await FollowAsync(match, [new TracedRow(dataset, null, row.Values)], dataset, cancellationToken)
            );
        }
        return traces.Count > 0 ? traces : throw NoRow(dataset, key);
    }

    private async Task<IReadOnlyList<Trace>> FollowAsync(
        IReadOnlyList<TracedRow> rows,
        IReadOnlyList<TracedRow> before,
        string dataset,
        CancellationToken cancellationToken
    )
    {
        var reader = new LandingReader(lake.Objects);
        var traces = new List<Trace>();
        foreach (var row in rows)
        {
            if (
                row.Values.GetValueOrDefault("_landing_key") is not string landingKey
                || row.Values.GetValueOrDefault("_source_position") is not { } at
            )
            {
                throw new PenstockException(
                    "Rows of this table are made of many rows and have no single origin",
                    row.Dataset,
                    "Nothing was changed",
                    $"penstock lineage {dataset}, then trace a row of a table upstream"
                );
            }
            var landed =
                await lake.Landing.FindByKeyAsync(landingKey, cancellationToken)
                ?? throw new PenstockException(
                    "The landing object of a row is not in the index",
                    landingKey,
                    "Nothing was changed",
                    "penstock doctor"
                );
            var position = Convert.ToInt64(at, System.Globalization.CultureInfo.InvariantCulture);
            await reader.VerifyAsync(landed, cancellationToken);
            var isLines = landed.MediaType.Contains("ndjson", StringComparison.Ordinal);
            var source = isLines
                ? Encoding.UTF8.GetString(await reader.ReadLineAsync(landed, position, cancellationToken))
                : null;
            traces.Add(new Trace([.. before, row], landed, position, source));
        }
        return traces;
    }

    internal static UsageException NoValue(string dataset, IReadOnlyDictionary<string, string> key, string why) =>
        new($"A value is none of its column: {why}", Describe(dataset, key), "write it as the column's type has it");

    internal static UsageException NoRow(string dataset, IReadOnlyDictionary<string, string> key) =>
        new(
            "No row has that key",
            Describe(dataset, key),
            $"penstock zones head, or select from {Sql.Identifier(dataset.Split('.')[^1])}"
        );

    private static string Describe(string dataset, IReadOnlyDictionary<string, string> key) =>
        $"{dataset}: {string.Join(", ", key.Select(k => $"{k.Key}={k.Value}"))}";
}
