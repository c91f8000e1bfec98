using Npgsql;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Warehouse.Schemas;
using Penstock.Warehouse.Shapes;

namespace Penstock.Warehouse.Loads;

/// <summary>Makes a warehouse table equal to the snapshot's rows and writes only the rows that differ.</summary>
internal sealed class TableWriter(NpgsqlConnection connection, RowCopy copy, SourceTables sources)
{
    private const string Stage = "pg_temp._penstock_stage";
    private const string RolledBack = "The whole load was rolled back; the warehouse is as it was before";

    /// <summary>Bytes sent so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes the rows of a table.</summary>
    /// <param name="shape">The table.</param>
    /// <param name="isNew">Whether this transaction made it: then nobody sees it, there is nothing to compare with, and the
    /// rows go straight in.</param>
    /// <param name="cancellationToken">Ends the statement at hand.</param>
    public async Task<TableLoad> WriteAsync(TableShape shape, bool isNew, CancellationToken cancellationToken)
    {
        var load = isNew ? await FillAsync(shape, cancellationToken) : await MergeAsync(shape, cancellationToken);
        if (shape.Spec.Kind == TableKind.Dimension)
            await WriteUnknownAsync(shape, cancellationToken);
        return load;
    }

    /// <summary>
    /// Deletes versions of members that the snapshot still has but no longer with these versions: the history was rewritten,
    /// and the
    /// old versions would overlap the new ones. Members that left as a whole are kept. To be called when the facts have their
    /// new keys.
    /// </summary>
    public async Task<long> DeleteRewrittenAsync(TableShape shape, CancellationToken cancellationToken)
    {
        var surrogate = Sql.Identifier(shape.Spec.Surrogate!);
        if (await CountAsync(shape, cancellationToken) == shape.Snapshot.Rows)
            return 0;
        await StageAsync(shape, sources.RowsOf(shape), [shape.Spec.Surrogate!, .. shape.Spec.Key], cancellationToken);
        var deleted = await connection.ExecuteAsync(
            $"""
            DELETE FROM {shape.Quoted} t
            WHERE t.{surrogate} <> -1 AND NOT EXISTS (SELECT 1 FROM {Stage} s WHERE s.{surrogate} = t.{surrogate})
              AND EXISTS (SELECT 1 FROM {Stage} s WHERE {Same(shape.Spec.Key)})
            """,
            cancellationToken
        );
        await connection.ExecuteAsync($"DROP TABLE {Stage}", cancellationToken);
        return deleted;
    }

    private async Task<TableLoad> FillAsync(TableShape shape, CancellationToken cancellationToken)
    {
        var rows = await SendAsync(shape, shape.Quoted, sources.RowsOf(shape), ", FREEZE", cancellationToken);
        return Account(shape, rows, rows, 0, 0);
    }

    private async Task<TableLoad> MergeAsync(TableShape shape, CancellationToken cancellationToken)
    {
        var rows = await StageAsync(shape, sources.RowsOf(shape), shape.PrimaryKey, cancellationToken);
        var before = await CountAsync(shape, cancellationToken);
        var merged = await connection.ExecuteAsync(MergeSql(shape), cancellationToken);
        var after = await CountAsync(shape, cancellationToken);
        var deleted = 0L;
        if (shape.Spec.Kind != TableKind.Dimension && after != rows)
            deleted = await connection.ExecuteAsync(
                $"DELETE FROM {shape.Quoted} t WHERE NOT EXISTS (SELECT 1 FROM {Stage} s WHERE {Same(shape.PrimaryKey)})",
                cancellationToken
            );
        await connection.ExecuteAsync($"DROP TABLE {Stage}", cancellationToken);
        if (shape.Spec.Kind != TableKind.Dimension && after - deleted != rows)
            throw SameKey(shape, rows, after - deleted);
        return Account(shape, rows, after - before, merged - (after - before), deleted);
    }

    private async Task<long> StageAsync(
        TableShape shape,
        string query,
        IReadOnlyList<string> key,
        CancellationToken cancellationToken
    )
    {
        await connection.ExecuteAsync(
            $"CREATE TEMP TABLE _penstock_stage (LIKE {shape.Quoted}) ON COMMIT DROP",
            cancellationToken
        );
        var rows = await SendAsync(shape, Stage, query, "", cancellationToken);
        // Nobody else analyses a temporary table, and without numbers the merge may be planned as a loop over both.
        await connection.ExecuteAsync($"ANALYZE {Stage} ({Sql.Identifiers(key.Distinct())})", cancellationToken);
        return rows;
    }

    private async Task<long> SendAsync(
        TableShape shape,
        string target,
        string query,
        string options,
        CancellationToken cancellationToken
    )
    {
        var (rows, bytes) = await copy.RunAsync(shape, target, query, options, cancellationToken);
        Bytes += bytes;
        return rows;
    }

    private static string MergeSql(TableShape shape)
    {
        var all = shape.Columns.Select(c => Sql.Identifier(c.Name)).ToList();
        var others = shape.Columns.Select(c => c.Name).Except(shape.PrimaryKey).Select(Sql.Identifier).ToList();
        var update =
            others.Count == 0
                ? ""
                : $"""
                    WHEN MATCHED AND ROW({string.Join(
                        ", ",
                        others.Select(c => $"t.{c}")
                    )}) IS DISTINCT FROM ROW({string.Join(", ", others.Select(c => $"s.{c}"))})
                        THEN UPDATE SET {string.Join(", ", others.Select(c => $"{c} = s.{c}"))}
                    """;
        return $"""
            MERGE INTO {shape.Quoted} t USING {Stage} s ON {Same(shape.PrimaryKey)}
            {update}
            WHEN NOT MATCHED THEN INSERT ({string.Join(", ", all)}) VALUES ({string.Join(
                ", ",
                all.Select(c => $"s.{c}")
            )})
            """;
    }

    private async Task WriteUnknownAsync(TableShape shape, CancellationToken cancellationToken)
    {
        var surrogate = Sql.Identifier(shape.Spec.Surrogate!);
        var columns = shape
            .Columns.Skip(1)
            .Select(c => (Name: Sql.Identifier(c.Name), Value: Unknown(shape.Spec, c)))
            .ToList();
        await connection.ExecuteAsync(
            $"""
            MERGE INTO {shape.Quoted} t USING (SELECT -1::bigint AS {surrogate}{string.Concat(
                columns.Select(c => $", {c.Value} AS {c.Name}")
            )}) s
            ON t.{surrogate} = s.{surrogate}
            WHEN MATCHED AND ROW({string.Join(
                ", ",
                columns.Select(c => $"t.{c.Name}")
            )}) IS DISTINCT FROM ROW({string.Join(", ", columns.Select(c => $"s.{c.Name}"))})
                THEN UPDATE SET {string.Join(", ", columns.Select(c => $"{c.Name} = s.{c.Name}"))}
            WHEN NOT MATCHED THEN INSERT ({surrogate}{string.Concat(
                columns.Select(c => $", {c.Name}")
            )}) VALUES (-1{string.Concat(columns.Select(c => $", s.{c.Name}"))})
            """,
            cancellationToken
        );
    }

    private static string Unknown(TableSpec spec, WarehouseColumn column) =>
        $"CAST({(spec.Unknown.TryGetValue(column.Name, out var value) ? Sql.Literal(value) : "NULL")} AS {column.Type.Name})";

    private static string Same(IEnumerable<string> columns) =>
        string.Join(" AND ", columns.Select(c => $"t.{Sql.Identifier(c)} = s.{Sql.Identifier(c)}"));

    private Task<long> CountAsync(TableShape shape, CancellationToken cancellationToken) =>
        connection.NumberAsync(
            $"SELECT count(*) FROM {shape.Quoted}{(shape.Spec.Surrogate is { } s ? $" WHERE {Sql.Identifier(s)} <> -1" : "")}",
            cancellationToken
        );

    private static TableLoad Account(TableShape shape, long rows, long inserted, long updated, long deleted) =>
        rows == shape.Snapshot.Rows
            ? new TableLoad(shape.Name, shape.Snapshot.Id, rows, inserted, updated, deleted, false)
            : throw new PenstockException(
                $"The snapshot's files hold {rows} rows and the catalogue says {shape.Snapshot.Rows}",
                $"{shape.Title} from {shape.Spec.Source}",
                RolledBack,
                "penstock doctor"
            );

    private static PenstockException SameKey(TableShape shape, long expected, long found) =>
        new(
            "Two rows of the snapshot have the same key",
            $"{shape.Title} from {shape.Spec.Source}, key {string.Join(", ", shape.Spec.Key)}: {expected} rows, {found} keys",
            RolledBack,
            $"penstock zones sql \"SELECT {string.Join(", ", shape.Spec.Key)} FROM {shape.Spec.Source} GROUP BY ALL HAVING count(*) > 1\""
        );
}
