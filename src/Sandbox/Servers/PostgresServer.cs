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
    /// <summary>How long a start, or the end of one that others began, is waited for.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IAsyncDisposable _hold;

    /// <param name="hold">What disposal gives up: the process, or our use of one.</param>
    /// <param name="port">Its port.</param>
    /// <param name="password">Its password.</param>
    internal PostgresServer(IAsyncDisposable hold, int port, string password)
    {
        _hold = hold;
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
        await PostgresCluster.PrepareFolderAsync(folder, cancellationToken);
        var bin = PostgresCluster.FindBinaries();
        var password = await PostgresCluster.InitialiseAsync(bin, folder, cancellationToken);
        await PostgresCluster.StopLeftoverAsync(bin, folder, cancellationToken);

        for (var attempt = 1; ; attempt++)
        {
            var listen = port ?? FreePort.Next();
            var process = GuardedProcess.Start(
                Path.Combine(bin, "postgres"),
                PostgresCluster.Arguments(folder, listen, durable),
                PostgresCluster.User,
                "INT",
                workingDirectory: "/"
            );
            var server = new PostgresServer(process, listen, password);
            if (await server.WaitUntilReadyAsync(Patience, () => process.HasExited, cancellationToken))
                return server;
            var log = process.Output;
            await server.DisposeAsync();
            if (attempt == 3 || port is not null)
                throw NotStarted(folder, log);
        }
    }

    /// <summary>
    /// Uses the cluster of <paramref name="folder"/>, which is started when it is not running. It goes on as long as any process
    /// uses it, and a little longer; disposal ends only our use.
    /// </summary>
    public static Task<PostgresServer> ShareAsync(string folder, CancellationToken cancellationToken = default) =>
        SharedPostgres.UseAsync(folder, cancellationToken);

    /// <summary>Makes an empty database, unless it is there, and returns how to reach it.</summary>
    public Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken = default) =>
        CreateAsync(name, "", cancellationToken);

    /// <summary>Makes a database with the content of another one, which nobody may be connected to.</summary>
    public Task<string> CopyDatabaseAsync(string from, string name, CancellationToken cancellationToken = default) =>
        CreateAsync(name, $" TEMPLATE {Core.Metadata.Sql.Identifier(from)}", cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _hold.DisposeAsync();

    // Under a lock of the server: commands that come together would make it twice.
    private async Task<string> CreateAsync(string name, string options, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using (var enter = new NpgsqlCommand("SELECT pg_advisory_lock(hashtext($1))", connection))
        {
            enter.CommandTimeout = 0;
            enter.Parameters.Add(new() { Value = name });
            await enter.ExecuteNonQueryAsync(cancellationToken);
        }
        await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection);
        exists.Parameters.Add(new() { Value = name });
        if (await exists.ExecuteScalarAsync(cancellationToken) is null)
        {
            await using var create = new NpgsqlCommand(
                $"CREATE DATABASE {Core.Metadata.Sql.Identifier(name)}{options}",
                connection
            );
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
        return ConnectionString(name);
    }

    /// <summary>Waits until it answers; false when it ended, or did not answer in time.</summary>
    internal async Task<bool> WaitUntilReadyAsync(
        TimeSpan patience,
        Func<bool> hasExited,
        CancellationToken cancellationToken
    )
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < patience && !hasExited())
        {
            try
            {
                await using var connection = new NpgsqlConnection(
                    ConnectionString("postgres") + ";Pooling=false;Timeout=5"
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

    internal static PenstockException NotStarted(string folder, string log) =>
        new(
            "PostgreSQL did not start",
            $"{PostgresCluster.DataOf(folder)}\n{log}",
            "Nothing was changed",
            "penstock doctor"
        );
}
