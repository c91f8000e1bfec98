using Npgsql;
using NpgsqlTypes;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;

namespace Penstock.Warehouse.Tracing;

/// <summary>What the database itself says about a table of the warehouse.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Columns and their types.</param>
/// <param name="Keys">Columns that tell rows apart: the primary key first, then the other unique ones (of a dimension, the
/// natural key).</param>
/// <param name="SnapshotId">The lake snapshot it was loaded from, by its load marker.</param>
internal sealed record WarehouseTable(
    string Schema,
    string Name,
    IReadOnlyDictionary<string, string> Columns,
    IReadOnlyList<IReadOnlyList<string>> Keys,
    long? SnapshotId
)
{
    // The class of errors of values that do not fit a type (PostgreSQL's appendix A).
    private const string DataExceptions = "22";

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
        var keys = await PairsAsync(
            warehouse,
            """
            SELECT i.indexrelid::text, a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
            WHERE i.indrelid = to_regclass(format('%I.%I', $1::text, $2::text)) AND i.indisunique AND i.indpred IS NULL
            ORDER BY i.indisprimary DESC, i.indexrelid
            """,
            schema,
            name,
            cancellationToken
        );
        return new WarehouseTable(
            schema,
            name,
            columns.ToDictionary(c => c.Key, c => c.Value),
            [.. keys.GroupBy(k => k.Key, k => k.Value).Select(g => g.ToList())],
            await SnapshotAsync(warehouse, schema, name, cancellationToken)
        );
    }

    /// <summary>The rows whose columns have these values, given as text.</summary>
    /// <returns>Each as its values, and as their texts, which compare with those of the lake whatever type each side has.</returns>
    /// <exception cref="UsageException">There is no such column, a value is none of its column, or no row matches.</exception>
    public async Task<IReadOnlyList<WarehouseRow>> RowsAsync(
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
            $"SELECT *, ARRAY[{string.Join(", ", Columns.Keys.Select(c => Sql.Identifier(c) + "::text"))}] FROM {Sql.Identifier(Schema, Name)} WHERE {string.Join(" AND ", where.DefaultIfEmpty("true"))} LIMIT {limit}"
        );
        foreach (var value in key.Values)
            command.Parameters.Add(new() { Value = value, NpgsqlDbType = NpgsqlDbType.Text });
        var rows = new List<WarehouseRow>();
        try
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                rows.Add(Row(reader));
        }
        catch (PostgresException e) when (e.SqlState.StartsWith(DataExceptions, StringComparison.Ordinal))
        {
            throw RowTracer.NoValue($"{Schema}.{Name}", key, e.MessageText);
        }
        return rows.Count > 0 ? rows : throw RowTracer.NoRow($"{Schema}.{Name}", key);
    }

    private WarehouseRow Row(NpgsqlDataReader reader)
    {
        var texts = reader.GetFieldValue<string?[]>(Columns.Count);
        return new WarehouseRow(
            Enumerable
                .Range(0, Columns.Count)
                .ToDictionary(reader.GetName, i => reader.IsDBNull(i) ? null : reader.GetValue(i)),
            Columns.Keys.Zip(texts).ToDictionary(c => c.First, c => c.Second)
        );
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
