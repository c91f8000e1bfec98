using System.Text.Json;
using Dapper;
using Penstock.Core.Metadata;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Tables;

/// <summary>Which views there are. A name is a table's or a view's, never both.</summary>
public sealed class ViewCatalog(MetadataStore store)
{
    private const string Select = """
        SELECT zone, name, sql, schema::text AS Schema, inputs, fingerprint, run_id AS RunId, committed_at AS CommittedAt FROM lake.lake_view
        """;

    /// <summary>All views, in order of zone and name.</summary>
    public async Task<IReadOnlyList<TableView>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        return [.. (await connection.QueryAsync<Row>($"{Select} ORDER BY zone, name")).Select(r => r.ToView())];
    }

    /// <summary>A view, or null.</summary>
    public async Task<TableView?> FindAsync(TableName table, CancellationToken cancellationToken = default)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<Row>($"{Select} WHERE zone = @Zone AND name = @Name", new { table.Zone, table.Name }))?.ToView();
    }

    /// <summary>Publishes a view inside the step's one transaction; a table of its name is no longer one, its files stay until they are swept.</summary>
    public static async Task PublishAsync(MetadataTransaction transaction, TableView view)
    {
        var index = new TableIndex(transaction.Connection, view.Table);
        if (await index.LockAsync() is not null) await index.DropAsync();
        await transaction.Connection.ExecuteAsync("""
            INSERT INTO lake.lake_view (zone, name, sql, schema, inputs, fingerprint, run_id, committed_at)
            VALUES (@Zone, @Name, @Sql, @schema::jsonb, @inputs, @Fingerprint, @RunId, @at)
            ON CONFLICT (zone, name) DO UPDATE SET sql = excluded.sql, schema = excluded.schema, inputs = excluded.inputs,
                fingerprint = excluded.fingerprint, run_id = excluded.run_id, committed_at = excluded.committed_at
            """,
            new
            {
                view.Table.Zone, view.Table.Name, view.Sql, schema = JsonSerializer.Serialize(view.Schema, TableIndex.Json),
                inputs = view.Inputs.Select(t => t.ToString()).ToArray(), view.Fingerprint, view.RunId, at = view.CommittedAt.UtcDateTime,
            });
    }

    /// <summary>Takes a view away inside the step's one transaction, if there is one: its name becomes a table's.</summary>
    public static Task RemoveAsync(MetadataTransaction transaction, TableName table) =>
        transaction.Connection.ExecuteAsync("DELETE FROM lake.lake_view WHERE zone = @Zone AND name = @Name", new { table.Zone, table.Name });

    // Not by a constructor: the driver does not say of what an array is one.
    private sealed record Row
    {
        public required string Zone { get; init; }

        public required string Name { get; init; }

        public required string Sql { get; init; }

        public required string Schema { get; init; }

        public required string[] Inputs { get; init; }

        public required string Fingerprint { get; init; }

        public Guid RunId { get; init; }

        public DateTime CommittedAt { get; init; }

        public TableView ToView() => new(
            new TableName(Zone, Name), Sql, JsonSerializer.Deserialize<List<FieldSchema>>(Schema, TableIndex.Json)!, [.. Inputs.Select(TableName.Parse)],
            Fingerprint, RunId, new DateTimeOffset(CommittedAt, TimeSpan.Zero));
    }
}
