using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Events;
using Penstock.Testing;

namespace Penstock.LakeLayers.Models;

/// <summary>A lake on local disk, or on a store that is given, with a database of its own, a workflow's folder, and short ways to ask what is in tables.</summary>
internal sealed class ModelWorld : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly MetadataStore _store;
    private readonly int _maxPartitions;
    private readonly string _memoryLimit;

    private readonly IObjectStore? _objects;

    private ModelWorld(
        MetadataStore store,
        IObjectStore? objects,
        string? privacyKey,
        int maxPartitions,
        string memoryLimit
    )
    {
        (_store, _objects, _maxPartitions, _memoryLimit) = (store, objects, maxPartitions, memoryLimit);
        Lake = WithKey(privacyKey);
    }

    public Lake Lake { get; }

    /// <summary>Objects in the making.</summary>
    public IEnumerable<string> StagedFiles =>
        Directory
            .EnumerateFiles(_folder["store"], "*", SearchOption.AllDirectories)
            .Where(f =>
                f.Contains("/staging/", StringComparison.Ordinal) && !f.EndsWith(".lock", StringComparison.Ordinal)
            );

    public ModelFolder Project { get; } = new();

    public static async Task<ModelWorld> CreateAsync(
        PostgresFixture postgres,
        string? privacyKey = null,
        int maxPartitions = 10_000,
        string memoryLimit = "512MB",
        IObjectStore? objects = null
    ) => new(await postgres.CreateLakeMetadataAsync(), objects, privacyKey, maxPartitions, memoryLimit);

    /// <summary>The same lake with another secret for personal data.</summary>
    public Lake WithKey(string? privacyKey) =>
        new(
            _objects ?? new LocalDiskObjectStore(_folder["store"]),
            new StepRunner(_store),
            new LakeOptions(_folder["scratch"])
            {
                Threads = 1,
                ParallelModels = 2,
                Privacy = new PrivacySecrets(() => privacyKey),
                MaxPartitions = _maxPartitions,
                MemoryLimit = _memoryLimit,
                Projects = () => [Project.Path],
            }
        );

    /// <summary>The store's folder.</summary>
    public string StoreFolder => _folder["store"];

    /// <summary>A table's current snapshot, or null.</summary>
    public Task<TableSnapshot?> CurrentAsync(string table) => Lake.Tables.FindCurrentAsync(TableName.Parse(table));

    /// <summary>Publishes a table with the rows of a query; files in <paramref name="allowedFolder"/> may be read by it.</summary>
    public async Task<long> PublishAsync(string table, string query, string? allowedFolder = null, bool append = false)
    {
        var name = TableName.Parse(table);
        await using var job = Lake.OpenJob();
        var path = Path.Combine(job.Folder, "rows.parquet");
        using (var session = Open(allowedFolder))
            session.Execute($"COPY ({query}) TO {Sql.Literal(path)} (FORMAT parquet)");
        var written = await job.WriteAsync(name, $"FROM read_parquet({Sql.Literal(path)})", evenEmpty: true);
        await using var transaction = await _store.BeginAsync();
        var draft = new SnapshotDraft(
            name,
            (await Lake.Tables.FindCurrentAsync(name))?.Id,
            path,
            written.Schema,
            written.Columns,
            written.Files,
            KeepsParentFiles: append
        );
        var id = await Lake.Tables.PublishAsync(transaction, Guid.NewGuid(), draft);
        await transaction.CommitAsync();
        return id;
    }

    public Task<RunModelsResult> RunAsync(params string[] models) =>
        RunAsync(new RunModelsOptions(Project.Path) { Models = models });

    public Task<RunModelsResult> RunAsync(RunModelsOptions options, ColumnLineageOf? columnLineage = null) =>
        RunAsync(options, StepContext.Standalone("models"), columnLineage);

    public Task<RunModelsResult> RunAsync(
        RunModelsOptions options,
        StepContext context,
        ColumnLineageOf? columnLineage = null
    ) => new RunModels(Lake, columnLineage).RunAsync(options, context);

    /// <summary>Loads the seeds that changed.</summary>
    /// <returns>What was warned of.</returns>
    public async Task<IReadOnlyList<string>> SeedAsync()
    {
        var warnings = new Warnings();
        await new LoadSeeds(Lake).RunAsync(
            (await Project.LoadAsync()).Seeds,
            StepContext.Standalone("seeds") with
            {
                Warnings = warnings,
            }
        );
        return warnings.All;
    }

    /// <summary>Rows of a query over a published table, which it names as <c>t</c>; one text a row, values joined by <c>|</c>.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(string table, string query = "FROM t ORDER BY ALL")
    {
        await using var job = Lake.OpenJob(new LakeJobOptions { ReadOnly = true });
        var name = TableName.Parse(table);
        if (!await job.AttachCurrentAsync(name))
            throw new InvalidOperationException($"No {table}");
        job.Session.Execute($"CREATE VIEW t AS FROM {Sql.Identifier(name.Zone, name.Name)}");
        return
        [
            .. job
                .Session.Query(query)
                .Rows.Select(r =>
                    string.Join(
                        "|",
                        r.Select(v => Convert.ToString(v, System.Globalization.CultureInfo.InvariantCulture))
                    )
                ),
        ];
    }

    /// <summary>One value from the metadata database.</summary>
    public async Task<object?> AskAsync(string sql)
    {
        await using var command = _store.DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Project.Dispose();
        _folder.Dispose();
    }

    private DuckDbSession Open(string? allowedFolder) =>
        DuckDbSession.Open(
            new DuckDbOptions(_folder.Path)
            {
                Threads = 1,
                AllowedDirectories = allowedFolder is null ? [] : [allowedFolder],
            }
        );

    private sealed class Warnings : IProgress<string>
    {
        public List<string> All { get; } = [];

        public void Report(string value) => All.Add(value);
    }
}
