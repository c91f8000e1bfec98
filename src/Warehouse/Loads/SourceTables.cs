using System.Globalization;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.Warehouse.Schemas;
using Penstock.Warehouse.Shapes;

namespace Penstock.Warehouse.Loads;

/// <summary>
/// The snapshots as DuckDB sees them, and the members' surrogate keys. Keys are resolved here, as hash joins over column vectors,
/// rather than in PostgreSQL: the rows then travel once and are final (loading natural keys and joining there writes every fact
/// twice).
/// </summary>
internal sealed class SourceTables(DuckDbSession duck, WarehouseSchema schema)
{
    /// <summary>The name, unquoted, under which a table's snapshot is attached.</summary>
    public static string ViewOf(TableSpec spec) => $"source_{spec.Name}";

    /// <summary>
    /// Gives every member (version) of a dimension its surrogate key: the one it has in the warehouse, or the next ones in the
    /// order
    /// of the natural key.
    /// </summary>
    /// <param name="shape">The dimension.</param>
    /// <param name="knownKeys">A file that <see cref="KeyExport"/> wrote; null when the warehouse has no members yet.</param>
    /// <param name="highestKey">The highest key ever given.</param>
    /// <param name="cancellationToken">Interrupts DuckDB.</param>
    /// <returns>The highest key now.</returns>
    /// <exception cref="PenstockException">Two rows have the same key, a key is missing, or versions overlap.</exception>
    public long ResolveMembers(
        TableShape shape,
        string? knownKeys,
        long highestKey,
        CancellationToken cancellationToken
    )
    {
        var key = shape.Spec.RowKey;
        var surrogate = Sql.Identifier(shape.Spec.Surrogate!);
        var values = string.Join(
            ", ",
            shape.Columns.Skip(1).Select(c => $"{Cast("s", c)} AS {Sql.Identifier(c.Name)}")
        );
        var next = string.Create(
            CultureInfo.InvariantCulture,
            $"{highestKey} + row_number() OVER (PARTITION BY k.{surrogate} IS NULL ORDER BY {Names("s", key)})"
        );
        if (knownKeys is not null)
            duck.Execute(
                $"CREATE TEMP TABLE {Known(shape.Spec)} AS {KeyExport.Read(shape, knownKeys)}",
                ct: cancellationToken
            );
        else
            duck.Execute(
                $"CREATE TEMP VIEW {Known(shape.Spec)} AS SELECT NULL::BIGINT AS {surrogate}",
                ct: cancellationToken
            );
        duck.Execute(
            $"""
            CREATE TEMP TABLE {Keyed(shape.Spec)} AS
            SELECT coalesce(k.{surrogate}, {next}) AS {surrogate}, s.*
            FROM (SELECT {values} FROM {Source(shape.Spec)} s) s
            LEFT JOIN {Known(shape.Spec)} k ON {(
                knownKeys is null
                    ? "false"
                    : string.Join(" AND ", key.Select(c => $"s.{Sql.Identifier(c)} = k.{Sql.Identifier(c)}"))
            )}
            """,
            ct: cancellationToken
        );
        CheckMembers(shape, cancellationToken);
        return Math.Max(
            highestKey,
            duck.Scalar<long>($"SELECT coalesce(max({surrogate}), 0) FROM {Keyed(shape.Spec)}", ct: cancellationToken)
        );
    }

    /// <summary>The query that gives a table's rows, with surrogate keys, in the order of its columns.</summary>
    public string RowsOf(TableShape shape)
    {
        if (shape.Spec.Kind == TableKind.Dimension)
            return $"SELECT {Sql.Identifiers(shape.Columns.Select(c => c.Name))} FROM {Keyed(shape.Spec)}";
        var references = shape.Spec.References;
        var columns = shape.Columns.Select(c =>
            c.Reference is { } r ? Member(r, references.ToList().IndexOf(r)) : Cast("s", c)
        );
        var joins = references.Select((r, i) => Join(shape, r, i));
        return $"SELECT {string.Join(", ", columns)} FROM {Source(shape.Spec)} s {string.Join(' ', joins)}";
    }

    private static string Source(TableSpec spec) => Sql.Identifier(ViewOf(spec));

    private static string Keyed(TableSpec spec) => Sql.Identifier($"keyed_{spec.Name}");

    private static string Known(TableSpec spec) => Sql.Identifier($"known_{spec.Name}");

    private static string Cast(string alias, WarehouseColumn column) =>
        $"CAST({alias}.{Sql.Identifier(column.Name)} AS {column.Type.DuckDbType})";

    private static string Names(string alias, IEnumerable<string> columns) =>
        string.Join(", ", columns.Select(c => $"{alias}.{Sql.Identifier(c)}"));

    private string Member(ReferenceSpec reference, int index)
    {
        var dimension = schema[reference.Dimension];
        var key = $"r{index}.{Sql.Identifier(dimension.Surrogate!)}";
        if (dimension.History is not { } h)
            return $"coalesce({key}, -1)";
        var (at, end) = ($"s.{Sql.Identifier(reference.At!)}", $"r{index}.{Sql.Identifier(h.To)}");
        return $"CASE WHEN {key} IS NOT NULL AND ({end} IS NULL OR {at} < {end}) THEN {key} ELSE -1 END";
    }

    private string Join(TableShape shape, ReferenceSpec reference, int index)
    {
        var dimension = schema[reference.Dimension];
        var on = string.Join(
            " AND ",
            reference.By.Zip(dimension.Key, (by, key) => $"s.{Sql.Identifier(by)} = r{index}.{Sql.Identifier(key)}")
        );
        // The latest version that began by then: one row at most, found by sorting, where a join on a range would pair every fact
        // with all versions of its member first.
        return dimension.History is { } h
            ? $"ASOF LEFT JOIN {Keyed(dimension)} r{index} ON {on} AND s.{Sql.Identifier(reference.At!)} >= r{index}.{Sql.Identifier(h.From)}"
            : $"LEFT JOIN {Keyed(dimension)} r{index} ON {on}";
    }

    private void CheckMembers(TableShape shape, CancellationToken cancellationToken)
    {
        var (keyed, key) = (Keyed(shape.Spec), shape.Spec.RowKey);
        Refuse(
            shape,
            "A member has no value in its key",
            $"SELECT {Sql.Identifiers(key)} FROM {keyed} WHERE {string.Join(" OR ", key.Select(k => $"{Sql.Identifier(k)} IS NULL"))} LIMIT 1",
            cancellationToken
        );
        Refuse(
            shape,
            "Two rows of the snapshot have the same key",
            $"SELECT {Sql.Identifiers(key)} FROM {keyed} GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL LIMIT 1",
            cancellationToken
        );
        if (shape.Spec.History is not { } h)
            return;
        Refuse(
            shape,
            "Two versions of a member are valid at the same time",
            $"""
            SELECT {Sql.Identifiers(key)} FROM (
                SELECT *, lead({Sql.Identifier(h.From)}) OVER (PARTITION BY {Sql.Identifiers(
                shape.Spec.Key
            )} ORDER BY {Sql.Identifier(h.From)}) AS "next version"
                FROM {keyed})
            WHERE "next version" IS NOT NULL AND ({Sql.Identifier(h.To)} IS NULL OR {Sql.Identifier(
                h.To
            )} > "next version") ORDER BY ALL LIMIT 1
            """,
            cancellationToken
        );
    }

    private void Refuse(TableShape shape, string what, string query, CancellationToken cancellationToken)
    {
        if (duck.Query(query, ct: cancellationToken).Rows is not [var row, ..])
            return;
        var values = shape.Spec.RowKey.Zip(
            row,
            (k, v) => string.Create(CultureInfo.InvariantCulture, $"{k} = {v ?? "NULL"}")
        );
        throw new PenstockException(
            what,
            $"{shape.Spec.Source}, {string.Join(", ", values)}",
            "The warehouse was left as it was",
            $"penstock zones sql \"SELECT * FROM {shape.Spec.Source} WHERE …\", correct the model, then run again"
        );
    }
}
