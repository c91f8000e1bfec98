using System.Collections.Concurrent;
using System.Globalization;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Erasure;
using Penstock.LakeLayers.Iceberg;
using Penstock.LakeLayers.Iceberg.Files;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Query.Pruning;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Query;

/// <summary>
/// Work on the lake with SQL: a scratch folder, a sandboxed DuckDB session over it, tables attached as views, results written as
/// files of tables. The session sees only objects that were fetched for it. Disposal deletes the folder.
/// </summary>
public sealed class LakeJob : IAsyncDisposable
{
    private readonly LakeJobOptions _options;
    private readonly JobFolder _folder;
    private readonly List<LocalCopy> _copies = [];
    private readonly ConcurrentDictionary<TableName, SchemaAssignment> _assignments = [];
    private readonly ConcurrentDictionary<TableName, string> _folders = [];
    private readonly ConcurrentDictionary<string, string> _paths = [];
    private int _fetched;

    private LakeJob(Lake lake, LakeJobOptions options, JobFolder folder, DuckDbSession session)
    {
        Lake = lake;
        _options = options;
        _folder = folder;
        Session = session;
    }

    /// <summary>The lake.</summary>
    public Lake Lake { get; }

    /// <summary>The scratch folder; the session may read and write in it.</summary>
    public string Folder => _folder.Path;

    /// <summary>The session. Its calls block: use <see cref="RunAsync{T}"/>.</summary>
    public DuckDbSession Session { get; }

    /// <summary>Looks through what the job writes for people who were forgotten; null: nobody looks.</summary>
    internal ForgottenWatch? Watch { get; set; }

    internal static LakeJob Open(Lake lake, LakeJobOptions options)
    {
        var folder = JobFolder.Create(lake.Options.ScratchFolder);
        try
        {
            var staging = Path.GetDirectoryName(lake.Objects.Stage().LocalPath)!;
            return new LakeJob(
                lake,
                options,
                folder,
                DuckDbSession.Open(
                    new DuckDbOptions(folder.Path)
                    {
                        Threads = options.Threads ?? lake.Options.Threads,
                        MemoryLimit = lake.Options.MemoryLimit,
                        PreserveInsertionOrder = options.PreserveInsertionOrder,
                        AllowedDirectories = options.ReadOnly ? [] : [staging],
                    }
                )
            );
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Runs blocking work with the session on a thread of its own.</summary>
    public Task<T> RunAsync<T>(Func<DuckDbSession, T> work, CancellationToken cancellationToken = default) =>
        Task.Factory.StartNew(
            () => work(Session),
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    /// <summary>Runs statements on a thread of their own; see <see cref="DuckDbSession.Execute"/>.</summary>
    public Task<long> ExecuteAsync(
        string sql,
        IReadOnlyList<object?>? parameters = null,
        CancellationToken cancellationToken = default
    ) => RunAsync(session => session.Execute(sql, parameters, cancellationToken), cancellationToken);

    /// <summary>Runs a query with a small result on a thread of its own; see <see cref="DuckDbSession.Query"/>.</summary>
    public Task<DuckDbRows> QueryAsync(
        string sql,
        IReadOnlyList<object?>? parameters = null,
        CancellationToken cancellationToken = default
    ) => RunAsync(session => session.Query(sql, parameters, cancellationToken), cancellationToken);

    /// <summary>Makes an object readable for the session and returns the path to use in SQL. Never write to it.</summary>
    /// <exception cref="ObjectNotFoundException">There is no such object.</exception>
    public async Task<string> FetchAsync(string key, CancellationToken cancellationToken = default)
    {
        var copy = await Lake.Objects.FetchAsync(key, cancellationToken);
        lock (_copies)
            _copies.Add(copy);
        // A second name within the scratch folder: the sandbox then needs no right to the store itself. DuckDB tells formats by
        // the suffix.
        var number = Interlocked.Increment(ref _fetched).ToString(CultureInfo.InvariantCulture);
        // DuckDB takes some characters of names for patterns.
        var link = Path.Combine(Folder, $"in-{number}-{Path.GetFileName(key).Replace('*', '_')}");
        HardLink.CreateOrCopy(copy.Path, link);
        return link;
    }

    /// <summary>
    /// Fetches a snapshot's files and makes them one view with the snapshot's columns and types, in the order of its files.
    /// </summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="view">The view's name, unquoted.</param>
    /// <param name="schema">The view's schema, unquoted; made when it is missing. The default schema when null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task AttachTableAsync(
        TableSnapshot snapshot,
        string view,
        string? schema = null,
        CancellationToken cancellationToken = default
    )
    {
        var files = snapshot
            .Files.Select(f => new KnownFile(snapshot.Table, f.Key, f.Bytes, f.Checksum))
            .Concat(snapshot.Deletes.Select(d => new KnownFile(snapshot.Table, d.Key, d.Bytes, d.Checksum)));
        var limit = new ParallelOptions
        {
            MaxDegreeOfParallelism = _options.ParallelFetches,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(
            files,
            limit,
            async (file, ct) =>
            {
                if (!_paths.ContainsKey(file.Key))
                    _paths[file.Key] = await Lake.Verification.FetchAsync(file, FetchAsync, path => path, ct);
            }
        );
        await RunAsync(
            session =>
            {
                var select = Scan(session, snapshot).Select(_options.RowsInOrder);
                if (schema is not null)
                    session.Execute($"CREATE SCHEMA IF NOT EXISTS {Sql.Identifier(schema)}", ct: cancellationToken);
                var name = schema is null ? Sql.Identifier(view) : Sql.Identifier(schema, view);
                return session.Execute($"CREATE OR REPLACE VIEW {name} AS {select}", ct: cancellationToken);
            },
            cancellationToken
        );
    }

    /// <summary>Makes a table or a view readable as it is now, under its zone and name, with all that a view reads.</summary>
    /// <returns>Whether there is one.</returns>
    public Task<bool> AttachCurrentAsync(TableName table, CancellationToken cancellationToken = default) =>
        AttachCurrentAsync(table, [], cancellationToken);

    /// <summary>
    /// The same for a query that asks only for rows which conditions hold of: of a table, files that cannot have such are not
    /// fetched.
    /// </summary>
    internal async Task<bool> AttachCurrentAsync(
        TableName table,
        IReadOnlyList<ColumnCondition> conditions,
        CancellationToken cancellationToken
    )
    {
        if (await Lake.Tables.FindCurrentAsync(table, cancellationToken) is { } snapshot)
            await AttachTableAsync(
                await PartitionPruning.RestrictAsync(this, snapshot, conditions, cancellationToken),
                table.Name,
                table.Zone,
                cancellationToken
            );
        else if (
            await Lake.Views.FindAsync(table, cancellationToken) is null
            && await Lake.Tables.FindColumnsAsync(table, cancellationToken) is { } columns
        )
            await AttachTableAsync(WithoutRows(table, columns), table.Name, table.Zone, cancellationToken);
        else if (await Lake.Views.FindAsync(table, cancellationToken) is { } view)
        {
            foreach (var input in view.Inputs)
            {
                if (!await AttachCurrentAsync(input, cancellationToken))
                    throw new PenstockException(
                        $"The view reads a table that is not there: {input}",
                        table.ToString(),
                        "Nothing was changed",
                        "run the workflow that makes it"
                    );
            }
            await RunAsync(session => AttachView(session, table, view.Sql, cancellationToken), cancellationToken);
        }
        else
            return false;
        return true;
    }

    // A table that was made through the catalogue and has no snapshot yet is an empty table.
    private static TableSnapshot WithoutRows(TableName table, AssignedColumns columns) =>
        new(0, table, null, default, default, "", ColumnWords.Of(columns.Schema, columns.Schema, []), columns, []);

    /// <summary>Gives a query the name of a table.</summary>
    internal static long AttachView(
        DuckDbSession session,
        TableName table,
        string sql,
        CancellationToken cancellationToken
    )
    {
        lock (session.Names)
            return session.Execute(
                $"CREATE SCHEMA IF NOT EXISTS {Sql.Identifier(table.Zone)}; CREATE OR REPLACE VIEW {Sql.Identifier(table.Zone, table.Name)} AS {sql}",
                ct: cancellationToken
            );
    }

    /// <summary>Reads a snapshot of which all files were attached, or are named by <see cref="Know"/>.</summary>
    internal TableScan Scan(DuckDbSession session, TableSnapshot snapshot) =>
        new(snapshot, session, Lake.Footers, key => _paths[key], Lake.Objects.UriOf);

    /// <summary>Where an object is that has not got its key yet.</summary>
    internal void Know(string key, string path) => _paths[key] = path;

    /// <summary>
    /// Writes a query's result as one Parquet file of a table (zstd), durable when the task completes; see <see
    /// cref="WrittenTable"/>.
    /// </summary>
    /// <param name="table">The table; publishing the file is the step's commit.</param>
    /// <param name="query">A SELECT without a trailing semicolon.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="landingKey">See <see cref="DataFile.LandingKey"/>.</param>
    /// <param name="evenEmpty">Whether a query without rows writes a file too.</param>
    /// <param name="columns">The query's columns with their ids; null: those of the table's present columns, by their
    /// names.</param>
    /// <param name="cancellationToken">Cancels; no object is left.</param>
    public async Task<WrittenTable> WriteAsync(
        TableName table,
        string query,
        IReadOnlyList<object?>? parameters = null,
        string? landingKey = null,
        bool evenEmpty = false,
        AssignedColumns? columns = null,
        CancellationToken cancellationToken = default
    )
    {
        var assignment = columns is null ? await AssignmentAsync(table, cancellationToken) : null;
        await using var staged = Lake.Objects.Stage();
        var (schema, assigned, rows, statistics) = await RunAsync(
            session =>
                Copy(
                    session,
                    query,
                    parameters,
                    s => columns ?? assignment!.Assign(session, s),
                    staged.LocalPath,
                    cancellationToken
                ),
            cancellationToken
        );
        if (rows == 0 && !evenEmpty)
            return new WrittenTable([], schema, assigned);
        var file = new DataFile(
            TableFolder.NewFile(FolderOf(table)),
            rows,
            new FileInfo(staged.LocalPath).Length,
            landingKey
        )
        {
            Checksum = FileChecksum.Of(staged.LocalPath, cancellationToken),
            Statistics = statistics,
        };
        var seen =
            Watch is null || rows == 0
                ? Sightings.None
                : await RunAsync(
                    session =>
                        Watch.Look(
                            session,
                            table,
                            $"read_parquet({Sql.Literal(staged.LocalPath)})",
                            schema,
                            null,
                            cancellationToken
                        ),
                    cancellationToken
                );
        await staged.CommitAsync(file.Key, cancellationToken: cancellationToken);
        return new WrittenTable([file], schema, assigned) { Seen = seen };
    }

    /// <summary>The folder of a table's new files; see <see cref="TableFolder"/>. Blocks.</summary>
    internal string FolderOf(TableName table) => _folders.GetOrAdd(table, Lake.Tables.FolderOf);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Session.Dispose();
        foreach (var copy in _copies)
            copy.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    // All files that a job writes for a table name their columns by the ids of one assignment.
    private async Task<SchemaAssignment> AssignmentAsync(TableName table, CancellationToken cancellationToken)
    {
        if (_assignments.TryGetValue(table, out var known))
            return known;
        var current = await Lake.Tables.FindCurrentAsync(table, cancellationToken);
        // A table that was made elsewhere, or whose first publication was retracted, has columns without a snapshot.
        return _assignments.GetOrAdd(
            table,
            new SchemaAssignment(current?.Columns ?? await Lake.Tables.FindColumnsAsync(table, cancellationToken))
        );
    }

    private static List<FieldSchema> Describe(
        DuckDbSession session,
        string query,
        IReadOnlyList<object?>? parameters,
        CancellationToken cancellationToken
    ) =>
        [
            .. session
                .Query($"DESCRIBE {query}", parameters, cancellationToken)
                .Rows.Select(r => new FieldSchema((string)r[0]!, (string)r[1]!)),
        ];

    private static (
        IReadOnlyList<FieldSchema> Schema,
        AssignedColumns Columns,
        long Rows,
        FileStatistics Statistics
    ) Copy(
        DuckDbSession session,
        string query,
        IReadOnlyList<object?>? parameters,
        Func<IReadOnlyList<FieldSchema>, AssignedColumns> assign,
        string path,
        CancellationToken cancellationToken
    )
    {
        var schema = Describe(session, query, parameters, cancellationToken);
        var columns = assign(schema);
        var rows = session.Execute(
            $"COPY (SELECT {ParquetCopy.Select(schema, columns.Schema)} FROM ({query})) TO {Sql.Literal(path)} {ParquetCopy.Options(columns.Schema)}",
            parameters,
            cancellationToken
        );
        return (schema, columns, rows, FileStatistics.Read(path, columns.Schema));
    }
}
