using System.Globalization;
using DuckDB.NET.Native;
using Penstock.Core.Metadata;

namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>
/// One in-memory DuckDB with one connection, for one job, or a further connection to it (<see cref="Connect"/>). Its SQL
/// reaches only the files and folders of its
/// <see cref="DuckDbOptions"/>, loads no extension and cannot change its settings. Time zone is UTC. Calls block and are for
/// one thread
/// at a time (run them on a thread of their own); only <see cref="Progress"/> may be read from another. A cancelled token
/// interrupts
/// the statement at once; the session stays usable.
/// </summary>
public sealed class DuckDbSession : IDisposable
{
    private readonly DuckDBDatabase _database;
    private readonly DuckDBNativeConnection _connection;
    private readonly bool _isFurther;

    private DuckDbSession(DuckDBDatabase database, DuckDBNativeConnection connection, Lock names, bool isFurther)
    {
        _database = database;
        _connection = connection;
        Names = names;
        _isFurther = isFurther;
    }

    /// <summary>
    /// Held while a name is made that all sessions of a database share: of two that make the same schema at once, one would
    /// fail.
    /// </summary>
    internal Lock Names { get; }

    /// <summary>The version of the library, for instance <c>v1.5.6</c>.</summary>
    public static string LibraryVersion
    {
        get
        {
            DuckDbLibrary.Ensure();
            return NativeMethods.Startup.DuckDBLibraryVersion();
        }
    }

    /// <summary>
    /// How far the running statement is, in percent; negative when DuckDB cannot tell. May be read from another thread.
    /// </summary>
    public double Progress =>
        _connection.IsClosed ? -1 : NativeMethods.Startup.DuckDBQueryProgress(_connection).Percentage;

    /// <summary>Opens a session.</summary>
    /// <exception cref="Penstock.Core.Errors.PenstockException">The native library is missing.</exception>
    /// <exception cref="DuckDbException">A setting is refused.</exception>
    public static DuckDbSession Open(DuckDbOptions options)
    {
        DuckDbLibrary.Ensure();
        using var defaults = new DuckDBConfig();
        if (!NativeMethods.Startup.DuckDBOpen(":memory:", out var database, defaults, out var error).IsSuccess())
            throw new DuckDbException(
                error ?? "DuckDB could not be opened",
                DuckDbErrorType.Invalid,
                null,
                "penstock doctor"
            );
        var session = Connect(database, new Lock(), isFurther: false);
        try
        {
            session.Configure(options);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A further session on the same database, for work at the same time. It sees the same views and shares threads and memory;
    /// temporary tables and variables are each session's own. Dispose it before this one.
    /// </summary>
    /// <exception cref="DuckDbException">The connection is refused.</exception>
    public DuckDbSession Connect() => Connect(_database, Names, isFurther: true);

    /// <summary>
    /// Runs one or more statements (parameters are <c>$1</c>, <c>$2</c>, …) and returns the rows the last one changed or
    /// copied.
    /// </summary>
    /// <exception cref="DuckDbException">A statement was refused or failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    public long Execute(string sql, IReadOnlyList<object?>? parameters = null, CancellationToken ct = default)
    {
        using var result = Statement.Run(_connection, sql, parameters, streaming: false, ct);
        return NativeMethods.Query.DuckDBRowsChanged(ref result.Native);
    }

    /// <summary>Runs a query whose result is small and returns all of it.</summary>
    /// <exception cref="DuckDbException">The query was refused or failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    public DuckDbRows Query(string sql, IReadOnlyList<object?>? parameters = null, CancellationToken ct = default)
    {
        using var stream = Stream(sql, parameters, ct);
        var rows = new List<object?[]>();
        while (stream.MoveNext())
        {
            for (var row = 0; row < stream.Count; row++)
            {
                var values = new object?[stream.Columns.Count];
                for (var column = 0; column < values.Length; column++)
                    values[column] = stream[column].GetValue(row);
                rows.Add(values);
            }
        }
        return new DuckDbRows(stream.Columns, rows);
    }

    /// <summary>
    /// The first value of the first row, converted to <typeparamref name="T"/>; default when there is no row or it is NULL.
    /// </summary>
    /// <exception cref="DuckDbException">The query was refused or failed.</exception>
    public T? Scalar<T>(string sql, IReadOnlyList<object?>? parameters = null, CancellationToken ct = default)
    {
        var rows = Query(sql, parameters, ct).Rows;
        if (rows.Count == 0 || rows[0][0] is not { } value)
            return default;
        if (value is T exact)
            return exact;
        if (value is Int128 huge)
            value = (long)huge;
        return (T)
            Convert.ChangeType(value, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), CultureInfo.InvariantCulture);
    }

    /// <summary>Starts a query whose result is read chunk by chunk. Dispose the stream before the next call.</summary>
    /// <exception cref="DuckDbException">The query was refused or failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    public DuckDbStream Stream(string sql, IReadOnlyList<object?>? parameters = null, CancellationToken ct = default) =>
        new(_connection, Statement.Run(_connection, sql, parameters, streaming: true, ct), sql, ct);

    /// <summary>Gives SQL a function; see <see cref="ScalarFunction"/>.</summary>
    internal void Register(string function, RowNumbering body)
    {
        lock (Names)
            ScalarFunction.Register(_connection, function, body);
    }

    /// <summary>
    /// Whether the text is only SELECT statements (WITH, VALUES, FROM, DESCRIBE and SUMMARIZE are some). Runs nothing.
    /// </summary>
    /// <exception cref="DuckDbException">The text does not parse or names something unknown.</exception>
    public bool IsReadOnly(string sql) => Statement.Kinds(_connection, sql).All(k => k == DuckDBStatementType.Select);

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Dispose();
        if (!_isFurther)
            _database.Dispose();
    }

    private static DuckDbSession Connect(DuckDBDatabase database, Lock names, bool isFurther) =>
        NativeMethods.Startup.DuckDBConnect(database, out var connection).IsSuccess()
            ? new DuckDbSession(database, connection, names, isFurther)
            : throw new DuckDbException(
                "DuckDB refused a connection",
                DuckDbErrorType.Invalid,
                null,
                "penstock doctor"
            );

    private void Configure(DuckDbOptions options)
    {
        var folders = options
            .AllowedDirectories.Prepend(options.TempDirectory)
            .Select(d => Sql.Literal(Path.GetFullPath(d).TrimEnd('/') + "/"));
        var files = options.AllowedFiles.Select(f => Sql.Literal(Path.GetFullPath(f)));
        Execute(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                SET threads = {options.Threads};
                SET memory_limit = {Sql.Literal(options.MemoryLimit)};
                SET temp_directory = {Sql.Literal(Path.GetFullPath(options.TempDirectory))};
                SET preserve_insertion_order = {options.PreserveInsertionOrder};
                SET GLOBAL TimeZone = 'UTC';
                SET enable_progress_bar = true;
                SET enable_progress_bar_print = false;
                SET autoinstall_known_extensions = false;
                SET autoload_known_extensions = false;
                SET allowed_directories = [{string.Join(", ", folders)}];
                SET allowed_paths = [{string.Join(", ", files)}];
                SET enable_external_access = false;
                SET lock_configuration = true;
                """
            )
        );
    }
}
