using System.Text.Json;
using Dapper;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.ObjectStores;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Tables;

/// <summary>
/// Which views there are, and which definitions they had. A name is a table's or a view's, never both: a table whose name
/// becomes a view's is
/// set aside, with its snapshots, until the name becomes a table's again.
/// </summary>
public sealed class ViewCatalog(MetadataStore store, IObjectStore objects)
{
    /// <summary>What a definition is made of.</summary>
    internal const string Columns = "zone, name, sql, schema, inputs, fingerprint, run_id, committed_at";

    private const string Definition =
            "zone, name, sql, schema::text AS Schema, inputs, fingerprint, run_id AS RunId, committed_at AS CommittedAt",
        Select = $"SELECT {Definition} FROM lake.lake_view";

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
        return (
            await connection.QuerySingleOrDefaultAsync<Row>(
                $"{Select} WHERE zone = @Zone AND name = @Name",
                new { table.Zone, table.Name }
            )
        )?.ToView();
    }

    /// <summary>
    /// The definition that a view had at a time, or null when the name was none's or a table's then. Where earlier ones were
    /// not kept, the oldest counts.
    /// </summary>
    public async Task<TableView?> FindAsOfAsync(
        TableName table,
        DateTimeOffset time,
        CancellationToken cancellationToken = default
    )
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        return (
            await connection.QueryAsync<Row>(
                $"""
                SELECT * FROM (
                    SELECT {Definition} FROM lake.view_version
                    WHERE zone = @Zone AND name = @Name AND (committed_at <= @time OR is_oldest) AND (retracted_at IS NULL OR retracted_at > @time) ORDER BY id DESC LIMIT 1
                ) AS v WHERE sql IS NOT NULL
                """,
                new
                {
                    table.Zone,
                    table.Name,
                    time = time.UtcDateTime,
                }
            )
        ).SingleOrDefault()?.ToView();
    }

    /// <summary>The names of all views that there were at a time.</summary>
    public async Task<IReadOnlyList<TableName>> NamesAsOfAsync(
        DateTimeOffset time,
        CancellationToken cancellationToken = default
    )
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(string Zone, string Name)>(
            "SELECT DISTINCT zone, name FROM lake.view_version WHERE sql IS NOT NULL AND (committed_at <= @time OR is_oldest) ORDER BY zone, name",
            new { time = time.UtcDateTime }
        );
        return [.. rows.Select(r => new TableName(r.Zone, r.Name))];
    }

    /// <summary>Publishes a view inside the step's one transaction; a table of its name is set aside.</summary>
    public async Task PublishAsync(
        MetadataTransaction transaction,
        TableView view,
        CancellationToken cancellationToken = default
    )
    {
        var index = new TableIndex(transaction.Connection, view.Table);
        long? aside = null;
        if (await index.LockAsync() is { SnapshotId: { } held } locked)
        {
            aside = held;
            await index.RemoveAsync(await index.NextIdAsync());
            await index.SetAsync(
                null,
                await TableHead.PointAsync(objects, view.Table, locked.Table, null, view.CommittedAt, cancellationToken)
            );
        }
        await transaction.Connection.ExecuteAsync(
            """
            INSERT INTO lake.lake_view (zone, name, sql, schema, inputs, fingerprint, run_id, committed_at)
            VALUES (@Zone, @Name, @Sql, @schema::jsonb, @inputs, @Fingerprint, @RunId, @at)
            ON CONFLICT (zone, name) DO UPDATE SET sql = excluded.sql, schema = excluded.schema, inputs = excluded.inputs,
                fingerprint = excluded.fingerprint, run_id = excluded.run_id, committed_at = excluded.committed_at;

            INSERT INTO lake.view_version (zone, name, sql, schema, inputs, fingerprint, run_id, table_snapshot)
            VALUES (@Zone, @Name, @Sql, @schema::jsonb, @inputs, @Fingerprint, @RunId, @aside)
            """,
            new
            {
                aside,
                view.Table.Zone,
                view.Table.Name,
                view.Sql,
                schema = JsonSerializer.Serialize(view.Schema, TableIndex.Json),
                inputs = view.Inputs.Select(t => t.ToString()).ToArray(),
                view.Fingerprint,
                view.RunId,
                at = view.CommittedAt.UtcDateTime,
            }
        );
    }

    /// <summary>Whether a name is a view's, within a transaction that holds the name.</summary>
    internal static Task<bool> HasAsync(Npgsql.NpgsqlConnection connection, TableName table) =>
        connection.QuerySingleAsync<bool>(
            "SELECT EXISTS (SELECT FROM lake.lake_view WHERE zone = @Zone AND name = @Name)",
            new { table.Zone, table.Name }
        );

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

        public TableView ToView() =>
            new(
                new TableName(Zone, Name),
                Sql,
                JsonSerializer.Deserialize<List<FieldSchema>>(Schema, TableIndex.Json)!,
                [.. Inputs.Select(TableName.Parse)],
                Fingerprint,
                RunId,
                new DateTimeOffset(CommittedAt, TimeSpan.Zero)
            );
    }
}
