using Dapper;
using Npgsql;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.LakeLayers;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Events;
using Penstock.Testing;
using Penstock.Warehouse.Loads;

namespace Penstock.Warehouse.Tests.Loads;

/// <summary>A lake with real Parquet snapshots and a warehouse in a real PostgreSQL.</summary>
internal sealed class TestWarehouse : IAsyncDisposable
{
    private readonly TestFolder _folder = new();

    private TestWarehouse(MetadataStore metadata, NpgsqlDataSource database)
    {
        Metadata = metadata;
        Database = database;
        Lake = new Lake(
            new LocalDiskObjectStore(_folder["lake"]),
            new StepRunner(metadata),
            new LakeOptions(_folder["scratch"])
        );
    }

    public MetadataStore Metadata { get; }

    public NpgsqlDataSource Database { get; }

    public Lake Lake { get; }

    /// <param name="postgres">The server.</param>
    /// <param name="apart">Whether the warehouse is a database of its own.</param>
    public static async Task<TestWarehouse> CreateAsync(PostgresFixture postgres, bool apart = false)
    {
        var metadata = await postgres.CreateLakeMetadataAsync();
        return new TestWarehouse(
            metadata,
            apart ? NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync()) : metadata.DataSource
        );
    }

    public static async Task<TestWarehouse> CreateAsync(PostgresFixture postgres, NpgsqlDataSource database) =>
        new(await postgres.CreateLakeMetadataAsync(), database);

    /// <summary>Publishes the rows of a DuckDB query as the table's current snapshot.</summary>
    public async Task<long> PublishAsync(
        string table,
        string query,
        IReadOnlyDictionary<string, string>? descriptions = null
    )
    {
        var name = TableName.Parse(table);
        await using var job = Lake.OpenJob();
        var written = await job.WriteAsync(name, query, evenEmpty: true);
        var schema = written
            .Schema.Select(c => c with { Description = descriptions?.GetValueOrDefault(c.Name) })
            .ToList();
        var current = await Lake.Tables.FindCurrentAsync(name);
        await using var transaction = await Metadata.BeginAsync();
        var id = await Lake.Tables.PublishAsync(
            transaction,
            Guid.NewGuid(),
            new SnapshotDraft(
                name,
                current?.Id,
                $"{Guid.NewGuid()}",
                schema,
                written.Columns,
                written.Files,
                KeepsParentFiles: false
            )
        );
        await transaction.CommitAsync();
        return id;
    }

    public async Task<LoadWarehouseResult> LoadAsync(
        string yaml,
        bool force = false,
        TimeSpan? lockTimeout = null,
        IProgress<StepProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var file = _folder["warehouse.yml"];
        await File.WriteAllTextAsync(file, yaml, cancellationToken);
        var context = StepContext.Standalone("load");
        if (progress is not null)
            context = context with { Progress = progress };
        var options = new LoadWarehouseOptions(file)
        {
            Force = force,
            LockTimeout = lockTimeout ?? TimeSpan.FromMinutes(1),
        };
        return await new LoadWarehouse(Lake, Database).RunAsync(options, context, cancellationToken);
    }

    /// <summary>The rows of a query, their columns joined by a bar; NULL is empty.</summary>
    public async Task<List<string>> RowsAsync(string sql)
    {
        await using var connection = await Database.OpenConnectionAsync();
        return
        [
            .. (
                await connection.QueryAsync<string>(
                    $"SELECT concat_ws('|', VARIADIC (SELECT array_agg(coalesce(v, '')) FROM unnest(row_values) v)) FROM (SELECT ARRAY(SELECT value FROM json_each_text(row_to_json(q))) AS row_values FROM ({sql}) q) r"
                )
            ),
        ];
    }

    public async Task<T> OneAsync<T>(string sql)
    {
        await using var connection = await Database.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await Database.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }

    /// <summary>Changes when any row version of any table of the schema does: where each is and which transaction wrote it.</summary>
    public async Task<string> TuplesAsync(string schema)
    {
        await using var connection = await Database.OpenConnectionAsync();
        var tables = await connection.QueryAsync<string>(
            "SELECT tablename FROM pg_tables WHERE schemaname = @schema ORDER BY 1",
            new { schema }
        );
        List<string> prints = [];
        foreach (var table in tables)
            prints.Add(
                table
                    + await connection.ExecuteScalarAsync<string>(
                        $"SELECT count(*) || md5(string_agg(ctid::text || xmin::text, ',' ORDER BY ctid)) FROM {Sql.Identifier(schema, table)}"
                    )
            );
        return string.Join('\n', prints);
    }

    public async ValueTask DisposeAsync()
    {
        if (Database != Metadata.DataSource)
            await Database.DisposeAsync();
        await Metadata.DisposeAsync();
        _folder.Dispose();
    }
}
