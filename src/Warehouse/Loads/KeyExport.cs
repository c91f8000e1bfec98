using System.Globalization;
using Npgsql;
using Penstock.Core.Metadata;
using Penstock.Warehouse.Shapes;
using Penstock.Warehouse.Types;

namespace Penstock.Warehouse.Loads;

/// <summary>
/// Carries the natural and surrogate keys of a dimension from the warehouse to DuckDB through a local CSV file. Texts travel in
/// hexadecimal: no quoting rule of either side can touch them.
/// </summary>
internal static class KeyExport
{
    /// <summary>Writes the keys of all members to a file.</summary>
    public static async Task WriteAsync(
        NpgsqlConnection connection,
        TableShape shape,
        string path,
        CancellationToken cancellationToken
    )
    {
        var columns = Key(shape)
            .Select(c =>
                c.Type.Kind == PgKind.Text
                    ? $"encode(convert_to({Sql.Identifier(c.Name)}, 'UTF8'), 'hex')"
                    : Sql.Identifier(c.Name)
            )
            .Prepend(Sql.Identifier(shape.Spec.Surrogate!));
        var sql =
            $"COPY (SELECT {string.Join(", ", columns)} FROM {shape.Quoted} WHERE {Sql.Identifier(shape.Spec.Surrogate!)} <> -1) TO STDOUT (FORMAT csv)";
        using var export = await connection.BeginTextExportAsync(sql, cancellationToken);
        await using var file = new StreamWriter(path);
        var buffer = new char[1 << 14];
        for (int read; (read = await export.ReadAsync(buffer, cancellationToken)) > 0; )
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
    }

    /// <summary>The query that reads the file back: surrogate and natural keys under their own names.</summary>
    public static string Read(TableShape shape, string path)
    {
        var key = Key(shape).ToList();
        var columns = key.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"'k{i}': 'VARCHAR'"))
            .Prepend("'surrogate': 'BIGINT'");
        var values = key.Select(
            (c, i) =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"CAST({(c.Type.Kind == PgKind.Text ? $"decode(from_hex(coalesce(k{i}, '')))" : $"k{i}")} AS {c.Type.DuckDbType}) AS {Sql.Identifier(c.Name)}"
                )
        );
        return $"""
            SELECT surrogate AS {Sql.Identifier(shape.Spec.Surrogate!)}, {string.Join(", ", values)}
            FROM read_csv({Sql.Literal(
                path
            )}, header = false, auto_detect = false, delim = ',', quote = '"', columns = {"{"}{string.Join(
                ", ",
                columns
            )}{"}"})
            """;
    }

    private static IEnumerable<WarehouseColumn> Key(TableShape shape) => shape.Spec.RowKey.Select(k => shape[k]);
}
