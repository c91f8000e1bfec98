using System.Globalization;
using System.Security.Cryptography;
using Penstock.Core.Errors;
using Penstock.Core.Processes;

namespace Penstock.Sandbox.Servers;

/// <summary>The files of a private PostgreSQL cluster, and how its programs are called.</summary>
internal static class PostgresCluster
{
    /// <summary>The user that the server runs as when we are root, which it refuses to run as.</summary>
    public static string? User => Environment.UserName == "root" ? "postgres" : null;

    /// <summary>Where the cluster's data are.</summary>
    public static string DataOf(string folder) => Path.Combine(folder, "data");

    /// <summary>The folder of PostgreSQL's programs, of the newest version there is.</summary>
    /// <exception cref="PenstockException">PostgreSQL is not installed.</exception>
    public static string FindBinaries()
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

    /// <summary>How the server is called.</summary>
    public static string[] Arguments(string folder, int port, bool durable)
    {
        List<string> settings =
        [
            "listen_addresses=127.0.0.1",
            $"port={port}",
            // None: their paths may have about 100 characters and no comma, and nobody asks for one.
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
        return ["-D", DataOf(folder), .. settings.SelectMany(s => new[] { "-c", s })];
    }

    /// <summary>Makes the folder and sees that the server's user can enter it.</summary>
    public static async Task PrepareFolderAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var user = User;
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

    /// <summary>Makes the cluster unless it is there, and returns its password.</summary>
    public static async Task<string> InitialiseAsync(string bin, string folder, CancellationToken cancellationToken)
    {
        var (data, user) = (DataOf(folder), User);
        var passwordFile = Path.Combine(folder, "password");
        if (File.Exists(Path.Combine(data, "PG_VERSION")) && File.Exists(passwordFile))
            return (await File.ReadAllTextAsync(passwordFile, cancellationToken)).Trim();

        // Made beside its place and then put there: an interrupted initdb, which may go on when we are killed, leaves a folder
        // that is no cluster and has nothing of worth.
        if (Directory.Exists(data))
            Directory.Delete(data, recursive: true);
        foreach (var broken in Directory.EnumerateDirectories(folder, "new-*"))
            Directory.Delete(broken, recursive: true);
        var fresh = Path.Combine(folder, $"new-{Guid.NewGuid():N}");
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
                fresh,
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
        if (made.ExitCode != 0)
            throw new PenstockException(
                "PostgreSQL's initdb failed",
                made.Error.Trim(),
                "Nothing was started",
                "penstock doctor"
            );
        Directory.Move(fresh, data);
        return password;
    }

    /// <summary>Stops a server that a crash left on the folder.</summary>
    public static async Task StopLeftoverAsync(string bin, string folder, CancellationToken cancellationToken)
    {
        var data = DataOf(folder);
        var pidFile = Path.Combine(data, "postmaster.pid");
        if (!File.Exists(pidFile))
            return;
        // Either a server of ours whose guard has not ended it yet, or only the file. Both are dealt with by pg_ctl.
        await CommandLine.RunAsync(
            Path.Combine(bin, "pg_ctl"),
            ["-D", data, "stop", "-m", "fast", "-t", "10"],
            User,
            cancellationToken: cancellationToken
        );
    }
}
