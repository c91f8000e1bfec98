using Dapper;
using Npgsql;
using Penstock.Core.Metadata;
using Penstock.Warehouse.Schemas;

namespace Penstock.Warehouse.Loads;

/// <summary>
/// What the rows of a warehouse's table come to, whatever their order. Surrogate keys are left out, of dimensions and of facts
/// that
/// carry them: they were given in the order of loads, and say nothing themselves.
/// </summary>
/// <param name="Schema">The schema.</param>
/// <param name="Name">The table.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Value">Two sums over the rows of the halves of each one's MD5.</param>
public sealed record WarehouseHash(string Schema, string Name, long Rows, string Value)
{
    /// <summary>Reads all tables of the schemas that loads have made.</summary>
    public static async Task<IReadOnlyList<WarehouseHash>> AllAsync(
        NpgsqlDataSource warehouse,
        CancellationToken cancellationToken = default
    )
    {
        await using var connection = await warehouse.OpenConnectionAsync(cancellationToken);
        var columns = await connection.QueryAsync<(string Schema, string Table, string[] Columns)>(
            new CommandDefinition(
                """
                SELECT n.nspname::text, c.relname::text, coalesce(array_agg(a.attname::text ORDER BY a.attname) FILTER (WHERE NOT EXISTS (
                    SELECT FROM pg_constraint k WHERE k.contype = 'f'
                        AND ((k.conrelid = c.oid AND a.attnum = ANY (k.conkey)) OR (k.confrelid = c.oid AND a.attnum = ANY (k.confkey))))), '{}')
                FROM pg_class m JOIN pg_namespace n ON n.oid = m.relnamespace
                JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p') AND c.oid <> m.oid
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                WHERE m.relname = @MarkerTable GROUP BY 1, 2 ORDER BY 1, 2
                """,
                new { SchemaCheck.MarkerTable },
                cancellationToken: cancellationToken
            )
        );
        var hashes = new List<WarehouseHash>();
        foreach (var (schema, table, names) in columns)
            hashes.Add(await ReadAsync(connection, schema, table, names, cancellationToken));
        return hashes;
    }

    private static async Task<WarehouseHash> ReadAsync(
        NpgsqlConnection connection,
        string schema,
        string table,
        string[] columns,
        CancellationToken cancellationToken
    )
    {
        var list = columns.Length == 0 ? "1" : Sql.Identifiers(columns);
        var (rows, upper, lower) = await connection.QuerySingleAsync<(long, string, string)>(
            new CommandDefinition(
                $"""
                SELECT count(*), coalesce(sum(('x' || left(hash, 16))::bit(64)::bigint::numeric), 0)::text, coalesce(sum(('x' || right(hash, 16))::bit(64)::bigint::numeric), 0)::text
                FROM (SELECT md5(to_jsonb(r)::text) AS hash FROM (SELECT {list} FROM {Sql.Identifier(
                    schema,
                    table
                )}) r) h
                """,
                commandTimeout: 0,
                cancellationToken: cancellationToken
            )
        );
        return new WarehouseHash(schema, table, rows, $"{string.Join(',', columns)}:{upper}:{lower}");
    }
}
