using System.Diagnostics;
using Npgsql;
using Penstock.Core.Errors;
using Penstock.Core.Processes;

namespace Penstock.Sandbox.Servers;

/// <summary>
/// A private PostgreSQL cluster from the Debian package: own folder, loopback only, unprivileged user, a generated password
/// that is kept beside the data (mode 0600). Starting on a folder that a crash left behind recovers it.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly GuardedProcess? _process;

    internal PostgresServer(GuardedProcess? process, int port, string password)
    {
        _process = process;
        Port = port;
        Password = password;
    }

    /// <summary>The loopback port it listens on.</summary>
    public int Port { get; }

    /// <summary>The generated password of the user <c>penstock</c>.</summary>
    public string Password { get; }

    /// <summary>How to reach one of its databases.</summary>
    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Port};Username=penstock;Password={Password};Database={database};Include Error Detail=true";

    /// <summary>Starts the cluster in <paramref name="folder"/>, making it at first use.</summary>
    /// <param name="folder">Where data, password and socket live.</param>
    /// <param name="durable">False turns fsync off: for tests, where a power cut loses nothing of worth.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="port">The port to listen on; a free one when null.</param>
    /// <exception cref="PenstockException">PostgreSQL is not installed, or does not start; with its log's last lines.</exception>
    public static async Task<PostgresServer> StartAsync(
        string folder,
        bool durable,
        int? port = null,
        CancellationToken cancellationToken = default
    )
    {
        var cluster = await PostgresCluster.PrepareAsync(folder, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var listen = port ?? FreePort.Next();
            var process = GuardedProcess.Start(
                cluster.Program,
                cluster.Arguments(listen, durable),
                PostgresCluster.User,
                "INT",
                workingDirectory: "/"
            );
            var server = new PostgresServer(process, listen, cluster.Password);
            if (await server.WaitUntilReadyAsync(TimeSpan.FromSeconds(60), cancellationToken))
                return server;
            var log = process.Output;
            await server.DisposeAsync();
            if (attempt == 3 || port is not null)
                throw new PenstockException(
                    "PostgreSQL did not start",
                    $"{folder}\n{log}",
                    "Nothing was changed",
                    "penstock doctor"
                );
        }
    }

    /// <summary>Makes an empty database, unless it is there, and returns how to reach it.</summary>
    public Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken = default) =>
        CreateAsync(name, "", cancellationToken);

    /// <summary>Makes a database with the content of another one, which nobody may be connected to.</summary>
    public Task<string> CopyDatabaseAsync(string from, string name, CancellationToken cancellationToken = default) =>
        CreateAsync(name, $" TEMPLATE {Core.Metadata.Sql.Identifier(from)}", cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<string> CreateAsync(string name, string options, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        await using var exists = source.CreateCommand("SELECT 1 FROM pg_database WHERE datname = $1");
        exists.Parameters.Add(new() { Value = name });
        if (await exists.ExecuteScalarAsync(cancellationToken) is null)
        {
            await using var create = source.CreateCommand(
                $"CREATE DATABASE {Core.Metadata.Sql.Identifier(name)}{options}"
            );
            await CreateAsync(create, cancellationToken);
        }
        return ConnectionString(name);
    }

    // Of two commands at once one makes it; and the template of both cannot be copied twice at the same moment.
    private static async Task CreateAsync(NpgsqlCommand create, CancellationToken cancellationToken)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(100, cancellationToken))
        {
            try
            {
                await create.ExecuteNonQueryAsync(cancellationToken);
                return;
            }
            catch (PostgresException e)
                when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
            {
                return;
            }
            catch (PostgresException e)
                when (e.SqlState == PostgresErrorCodes.ObjectInUse && clock.Elapsed < TimeSpan.FromSeconds(30)) { }
        }
    }

    private Task<bool> WaitUntilReadyAsync(TimeSpan patience, CancellationToken cancellationToken) =>
        WaitUntilReadyAsync(patience, () => _process is not { HasExited: true }, cancellationToken);

    /// <summary>Waits until it takes connections; false when it does not in time, or lives no longer.</summary>
    internal async Task<bool> WaitUntilReadyAsync(
        TimeSpan patience,
        Func<bool> isAlive,
        CancellationToken cancellationToken
    )
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < patience && isAlive())
        {
            try
            {
                await using var connection = new NpgsqlConnection(
                    ConnectionString("postgres") + ";Pooling=false;Timeout=2"
                );
                await connection.OpenAsync(cancellationToken);
                return true;
            }
            catch (NpgsqlException e) when (e is not PostgresException { SqlState: "28P01" })
            {
                await Task.Delay(50, cancellationToken);
            }
        }
        return false;
    }
}
