using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
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

    private PostgresServer(GuardedProcess? process, int port, string password)
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
        var bin = FindBinaries();
        var user = Environment.UserName == "root" ? "postgres" : null;
        var data = Path.Combine(folder, "data");
        await PrepareFolderAsync(folder, user, cancellationToken);
        var password = await InitialiseAsync(bin, folder, data, user, cancellationToken);
        await StopLeftoverAsync(bin, data, user, cancellationToken);

        for (var attempt = 1; ; attempt++)
        {
            var listen = port ?? FreePort.Next();
            var process = GuardedProcess.Start(
                Path.Combine(bin, "postgres"),
                Arguments(data, folder, listen, durable),
                user,
                "INT",
                workingDirectory: "/"
            );
            var server = new PostgresServer(process, listen, password);
            if (await server.WaitUntilReadyAsync(TimeSpan.FromSeconds(60), cancellationToken))
                return server;
            var log = process.Output;
            await server.DisposeAsync();
            if (attempt == 3 || port is not null)
                throw new PenstockException(
                    "PostgreSQL did not start",
                    $"{data}\n{log}",
                    "Nothing was changed",
                    "penstock doctor"
                );
        }
    }

    /// <summary>
    /// Uses the cluster of <paramref name="folder"/> when it is running, and starts it otherwise. Disposal stops only what was
    /// started here.
    /// </summary>
    public static async Task<PostgresServer> AttachOrStartAsync(
        string folder,
        CancellationToken cancellationToken = default
    )
    {
        await PrepareFolderAsync(folder, Environment.UserName == "root" ? "postgres" : null, cancellationToken);
        // Two commands at once: the first starts the server, the second waits here and then finds it running.
        await using var gate = await FileGate.EnterAsync(Path.Combine(folder, "start.lock"), cancellationToken);
        return await FindRunningAsync(folder, cancellationToken) ?? await StartAgainAsync(folder, cancellationToken);
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
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
        return ConnectionString(name);
    }

    // The port is remembered while it is free: it is part of the names that lineage gives to the warehouse's tables.
    private static async Task<PostgresServer> StartAgainAsync(string folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, "port");
        var remembered =
            File.Exists(file)
            && int.TryParse(
                await File.ReadAllTextAsync(file, cancellationToken),
                CultureInfo.InvariantCulture,
                out var port
            )
            && FreePort.IsFree(port)
                ? port
                : (int?)null;
        var server = await StartAsync(folder, durable: true, remembered, cancellationToken);
        await File.WriteAllTextAsync(file, server.Port.ToString(CultureInfo.InvariantCulture), cancellationToken);
        return server;
    }

    private static async Task<PostgresServer?> FindRunningAsync(string folder, CancellationToken cancellationToken)
    {
        var pidFile = Path.Combine(folder, "data", "postmaster.pid");
        var passwordFile = Path.Combine(folder, "password");
        if (!File.Exists(pidFile) || !File.Exists(passwordFile))
            return null;
        var lines = await File.ReadAllLinesAsync(pidFile, cancellationToken);
        if (lines.Length < 4 || !int.TryParse(lines[3], CultureInfo.InvariantCulture, out var port))
            return null;
        var server = new PostgresServer(
            null,
            port,
            (await File.ReadAllTextAsync(passwordFile, cancellationToken)).Trim()
        );
        try
        {
            return await server.WaitUntilReadyAsync(TimeSpan.FromSeconds(2), cancellationToken) ? server : null;
        }
        catch (PostgresException)
        {
            return null; // The file is stale and somebody else's server has the port now.
        }
    }

    private static string FindBinaries()
    {
        var versions = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        return versions
                .Where(v => File.Exists(Path.Combine(v, "bin", "postgres")))
                .OrderByDescending(v =>
                    int.TryParse(Path.GetFileName(v), CultureInfo.InvariantCulture, out var n) ? n : 0
                )
                .Select(v => Path.Combine(v, "bin"))
                .FirstOrDefault()
            ?? throw new PenstockException(
                "PostgreSQL is not installed",
                "/usr/lib/postgresql",
                "Nothing was started",
                "apt-get install postgresql-15"
            );
    }

    private static string[] Arguments(string data, string folder, int port, bool durable)
    {
        List<string> settings =
        [
            "listen_addresses=127.0.0.1",
            $"port={port}",
            $"unix_socket_directories={folder}",
            "max_connections=200",
            "shared_buffers=256MB",
            "max_wal_size=4GB",
            "checkpoint_timeout=15min",
            "maintenance_work_mem=256MB",
            "work_mem=64MB",
            "wal_compression=on",
            "log_min_messages=warning",
            "log_checkpoints=off",
            "jit=off",
            "timezone=UTC",
            "password_encryption=scram-sha-256",
        ];
        if (!durable)
            settings.AddRange(["fsync=off", "synchronous_commit=off", "full_page_writes=off"]);
        return ["-D", data, .. settings.SelectMany(s => new[] { "-c", s })];
    }

    private static async Task PrepareFolderAsync(string folder, string? user, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        if (user is not null)
            await CommandLine.RunAsync("chown", [$"{user}:", folder], cancellationToken: cancellationToken);
        var reach = await CommandLine.RunAsync("test", ["-x", folder], user, cancellationToken: cancellationToken);
        if (reach.ExitCode != 0)
            throw new PenstockException(
                $"The user {user} cannot enter the folder",
                folder,
                "Nothing was started",
                "move the checkout to a folder that others may enter, or chmod o+x its parents"
            );
    }

    private static async Task<string> InitialiseAsync(
        string bin,
        string folder,
        string data,
        string? user,
        CancellationToken cancellationToken
    )
    {
        var passwordFile = Path.Combine(folder, "password");
        if (File.Exists(Path.Combine(data, "PG_VERSION")) && File.Exists(passwordFile))
            return (await File.ReadAllTextAsync(passwordFile, cancellationToken)).Trim();

        // An interrupted initdb leaves a folder that is no cluster; nothing of worth is in it.
        if (Directory.Exists(data))
            Directory.Delete(data, recursive: true);
        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        await using (
            var file = new FileStream(
                passwordFile,
                new FileStreamOptions
                {
                    Mode = FileMode.Create,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            )
        )
        {
            await file.WriteAsync(System.Text.Encoding.ASCII.GetBytes(password), cancellationToken);
        }
        if (user is not null)
            await CommandLine.RunAsync("chown", [user, passwordFile], cancellationToken: cancellationToken);
        var made = await CommandLine.RunAsync(
            Path.Combine(bin, "initdb"),
            [
                "-D",
                data,
                "-U",
                "penstock",
                "--pwfile",
                passwordFile,
                "-A",
                "scram-sha-256",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ],
            user,
            cancellationToken: cancellationToken
        );
        return made.ExitCode == 0
            ? password
            : throw new PenstockException(
                "PostgreSQL's initdb failed",
                made.Error.Trim(),
                "Nothing was started",
                "penstock doctor"
            );
    }

    private static async Task StopLeftoverAsync(
        string bin,
        string data,
        string? user,
        CancellationToken cancellationToken
    )
    {
        var pidFile = Path.Combine(data, "postmaster.pid");
        if (!File.Exists(pidFile))
            return;
        // Either a server of ours whose guard has not ended it yet, or only the file. Both are dealt with by pg_ctl.
        await CommandLine.RunAsync(
            Path.Combine(bin, "pg_ctl"),
            ["-D", data, "stop", "-m", "fast", "-t", "10"],
            user,
            cancellationToken: cancellationToken
        );
    }

    private async Task<bool> WaitUntilReadyAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < patience && _process is not { HasExited: true })
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
