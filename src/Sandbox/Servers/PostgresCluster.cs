using System.Globalization;
using System.Security.Cryptography;
using Penstock.Core.Errors;
using Penstock.Core.Processes;

namespace Penstock.Sandbox.Servers;

/// <summary>A folder with a PostgreSQL cluster in it, that nobody runs yet: made at first use, with a password of its own.</summary>
internal sealed class PostgresCluster
{
    private readonly string _data;

    private PostgresCluster(string program, string data, string password) =>
        (Program, _data, Password) = (program, data, password);

    /// <summary>The user that the server runs as; null: as we are. It refuses to run as root.</summary>
    public static string? User => Environment.UserName == "root" ? "postgres" : null;

    /// <summary>The server's program.</summary>
    public string Program { get; }

    /// <summary>The password of the user <c>penstock</c>, kept beside the data (mode 0600).</summary>
    public string Password { get; }

    /// <summary>Where the data of a folder is.</summary>
    public static string DataOf(string folder) => Path.Combine(folder, "data");

    /// <summary>Where the password of a folder is.</summary>
    public static string PasswordFileOf(string folder) => Path.Combine(folder, "password");

    /// <summary>Makes the folder ready for a server; what an earlier one left in it is stopped.</summary>
    /// <exception cref="PenstockException">PostgreSQL is not installed, or its user cannot use the folder.</exception>
    public static async Task<PostgresCluster> PrepareAsync(string folder, CancellationToken cancellationToken)
    {
        var (bin, data) = (FindBinaries(), DataOf(folder));
        await PrepareFolderAsync(folder, User, cancellationToken);
        var password = await InitialiseAsync(bin, folder, data, User, cancellationToken);
        await StopLeftoverAsync(bin, data, User, cancellationToken);
        return new PostgresCluster(Path.Combine(bin, "postgres"), data, password);
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

    /// <summary>The arguments of <see cref="Program"/>.</summary>
    public string[] Arguments(int port, bool durable)
    {
        List<string> settings =
        [
            "listen_addresses=127.0.0.1",
            $"port={port}",
            // None: their paths may have about 100 characters, and nobody asks for one.
            "unix_socket_directories=",
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
        return ["-D", _data, .. settings.SelectMany(s => new[] { "-c", s })];
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
        var passwordFile = PasswordFileOf(folder);
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
}
