using Dapper;
using Npgsql;

namespace Penstock.Warehouse.Ddl;

/// <summary>What is in the warehouse schema already, read from PostgreSQL's catalogue.</summary>
/// <param name="Exists">Whether the schema is there.</param>
/// <param name="Comment">Its comment.</param>
/// <param name="Tables">Its ordinary tables by name.</param>
internal sealed record ExistingSchema(bool Exists, string? Comment, IReadOnlyDictionary<string, ExistingTable> Tables)
{
    public static async Task<ExistingSchema> ReadAsync(
        NpgsqlConnection connection,
        string schema,
        CancellationToken cancellationToken
    )
    {
        CommandDefinition Ask(string sql) => new(sql, new { schema }, cancellationToken: cancellationToken);
        var head = await connection.QueryAsync<(uint Oid, string? Comment)>(
            Ask("SELECT oid, obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = @schema")
        );
        var columns = await connection.QueryAsync<(string Table, string Name, string Type, string? Comment)>(
            Ask(
                """
                SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), col_description(c.oid, a.attnum)
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
                WHERE n.nspname = @schema AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
                ORDER BY c.relname, a.attnum
                """
            )
        );
        var comments = await connection.QueryAsync<(string Table, string? Comment)>(
            Ask(
                """
                SELECT c.relname, obj_description(c.oid, 'pg_class') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = @schema AND c.relkind IN ('r', 'p')
                """
            )
        );
        var objects = await connection.QueryAsync<(string Table, string Name)>(
            Ask(
                """
                SELECT c.relname, k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = @schema
                UNION SELECT tablename, indexname FROM pg_indexes WHERE schemaname = @schema
                """
            )
        );
        var keys = await connection.QueryAsync<(string Table, string Column)>(
            Ask(
                """
                SELECT c.relname, a.attname
                FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY AS p (attnum, place)
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.attnum
                WHERE n.nspname = @schema AND k.contype = 'p' ORDER BY c.relname, p.place
                """
            )
        );
        var columnsOf = columns.ToLookup(c => c.Table, c => new ExistingColumn(c.Name, c.Type, c.Comment));
        var objectsOf = objects.ToLookup(o => o.Table, o => o.Name);
        var keyOf = keys.ToLookup(k => k.Table, k => k.Column);
        var found = head.ToList();
        return new ExistingSchema(
            found.Count > 0,
            found.Count > 0 ? found[0].Comment : null,
            comments.ToDictionary(
                t => t.Table,
                t => new ExistingTable(
                    t.Comment,
                    [.. columnsOf[t.Table]],
                    [.. keyOf[t.Table]],
                    objectsOf[t.Table].ToHashSet()
                ),
                StringComparer.Ordinal
            )
        );
    }
}
