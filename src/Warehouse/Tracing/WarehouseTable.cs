using Npgsql;
using NpgsqlTypes;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;

namespace Penstock.Warehouse.Tracing;

/// <summary>What the database itself says about a table of the warehouse.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Columns and their types.</param>
/// <param name="PrimaryKey">The primary key's columns.</param>
/// <param name="SnapshotId">The lake snapshot it was loaded from, by its load marker.</param>
internal sealed record WarehouseTable(
    string Schema,
    string Name,
    IReadOnlyDictionary<string, string> Columns,
    IReadOnlyList<string> PrimaryKey,
    long? SnapshotId
)
{
    public static async Task<WarehouseTable> FindAsync(
        NpgsqlDataSource warehouse,
        string dataset,
        CancellationToken cancellationToken
    )
    {
        if (dataset.Split('.') is not [var schema, var name])
            throw Unknown(dataset);
        var columns = await PairsAsync(
            warehouse,
            """
            SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
            WHERE a.attrelid = to_regclass(format('%I.%I', $1::text, $2::text)) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
            """,
            schema,
            name,
            cancellationToken
        );
        if (columns.Count == 0)
            throw Unknown(dataset);
        var key = await PairsAsync(
            warehouse,
            """
            SELECT a.attname, '' FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
            WHERE i.indrelid = to_regclass(format('%I.%I', $1::text, $2::text)) AND i.indisprimary
            """,
            schema,
            name,
            cancellationToken
        );
        return new WarehouseTable(
            schema,
            name,
            columns.ToDictionary(c => c.Key, c => c.Value),
            [.. key.Select(k => k.Key)],
            await SnapshotAsync(warehouse, schema, name, cancellationToken)
        );
    }

    /// <summary>The rows whose columns have these values, given as text.</summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> RowsAsync(
        NpgsqlDataSource warehouse,
        IReadOnlyDictionary<string, string> key,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var unknown = key.Keys.FirstOrDefault(k => !Columns.ContainsKey(k));
        if (unknown is not null)
            throw new UsageException(
                $"{Schema}.{Name} has no such column (it has {string.Join(", ", Columns.Keys)})",
                unknown,
                "name one of its columns"
            );
        var where = key.Select((k, i) => $"{Sql.Identifier(k.Key)} = CAST(${i + 1} AS {Columns[k.Key]})");
        await using var command = warehouse.CreateCommand(
            $"SELECT * FROM {Sql.Identifier(Schema, Name)} WHERE {string.Join(" AND ", where.DefaultIfEmpty("true"))} LIMIT {limit}"
        );
        foreach (var value in key.Values)
            command.Parameters.Add(new() { Value = value, NpgsqlDbType = NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<IReadOnlyDictionary<string, object?>>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(
                Enumerable
                    .Range(0, reader.FieldCount)
                    .ToDictionary(reader.GetName, i => reader.IsDBNull(i) ? null : reader.GetValue(i))
            );
        }
        return rows.Count > 0 ? rows : throw RowTracer.NoRow($"{Schema}.{Name}", key);
    }

    private static async Task<long?> SnapshotAsync(
        NpgsqlDataSource warehouse,
        string schema,
        string name,
        CancellationToken cancellationToken
    )
    {
        await using var exists = warehouse.CreateCommand(
            "SELECT to_regclass(format('%I.%I', $1::text, '_penstock_load')) IS NOT NULL"
        );
        exists.Parameters.Add(new() { Value = schema });
        if (await exists.ExecuteScalarAsync(cancellationToken) is not true)
            return null;
        await using var command = warehouse.CreateCommand(
            $"SELECT snapshot_id FROM {Sql.Identifier(schema, "_penstock_load")} WHERE table_name = $1"
        );
        command.Parameters.Add(new() { Value = name });
        return await command.ExecuteScalarAsync(cancellationToken) as long?;
    }

    private static async Task<List<KeyValuePair<string, string>>> PairsAsync(
        NpgsqlDataSource warehouse,
        string sql,
        string schema,
        string name,
        CancellationToken cancellationToken
    )
    {
        await using var command = warehouse.CreateCommand(sql);
        command.Parameters.Add(new() { Value = schema });
        command.Parameters.Add(new() { Value = name });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var pairs = new List<KeyValuePair<string, string>>();
        while (await reader.ReadAsync(cancellationToken))
            pairs.Add(new(reader.GetString(0), reader.GetString(1)));
        return pairs;
    }

    private static UsageException Unknown(string dataset) =>
        new("No such table in the warehouse or the lake", dataset, "penstock zones ls");
}
