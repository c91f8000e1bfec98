using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Penstock.Core.Errors;
using Penstock.Core.Processes;

namespace Penstock.Sandbox.Servers;

/// <summary>
/// The private PostgreSQL of a laptop, which commands share that come and go: whoever uses it holds a lock with the others, and
/// it stops when nobody has held the lock for a while, however the last one ended. Who comes while it stops waits, then starts it
/// again.
/// </summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    // $1 = the data, $2 = the lock, $3 = the log, $4 = half seconds without users after which it stops, the rest = the server.
    // Once the lock is held alone, nobody can come in between, and it is free again when the server has ended.
    private const string Guard = """
        data=$1; lock=$2; log=$3; grace=$4; shift 4
        exec >"$log" 2>&1 </dev/null
        "$@" & child=$!
        trap 'kill -INT $child 2>/dev/null' TERM INT HUP
        exec 9<"$lock"
        idle=0
        while kill -0 $child 2>/dev/null; do
          sleep 0.5
          if ! flock -n -x 9; then idle=0; continue; fi
          idle=$((idle + 1))
          if [ $idle -gt $grace ] || [ ! -e "$data/postmaster.pid" ]; then break; fi
          flock -u 9
        done
        kill -INT $child 2>/dev/null
        wait $child
        """;

    private const int GraceInHalfSeconds = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly FileStream _use;

    private SharedPostgres(FileStream use, PostgresServer server) => (_use, Server) = (use, server);

    /// <summary>How to reach it.</summary>
    public PostgresServer Server { get; }

    /// <summary>Uses the cluster of a folder, which is started when it does not run; disposal ends the use.</summary>
    /// <exception cref="PenstockException">It does not start, or does not answer; with its log's last lines.</exception>
    public static async Task<SharedPostgres> UseAsync(string folder, CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(folder);
        var use = await HoldAsync(Path.Combine(folder, "users.lock"), cancellationToken);
        try
        {
            // Two commands at once: the first starts the server, the second waits here and then finds it running.
            await using var gate = await FileGate.EnterAsync(Path.Combine(folder, "start.lock"), cancellationToken);
            return new SharedPostgres(
                use,
                await FindAsync(folder, cancellationToken) ?? await StartAsync(folder, cancellationToken)
            );
        }
        catch
        {
            await use.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _use.DisposeAsync();

    // Open for reading alone is a lock that others may have too (flock, LOCK_SH).
    private static async Task<FileStream> HoldAsync(string path, CancellationToken cancellationToken)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(50, cancellationToken))
        {
            try
            {
                await using (File.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite)) { }
                return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            }
            catch (IOException e) when (clock.Elapsed > Patience)
            {
                throw new PenstockException(
                    "The private PostgreSQL is being stopped and does not end",
                    path,
                    "Nothing was changed",
                    "look at its processes (ps), and run the same command again",
                    e
                );
            }
            catch (IOException) { } // It is being stopped, or that is being tried.
        }
    }

    private static async Task<PostgresServer?> FindAsync(string folder, CancellationToken cancellationToken)
    {
        var (pidFile, passwordFile) = (
            Path.Combine(PostgresCluster.DataOf(folder), "postmaster.pid"),
            PostgresCluster.PasswordFileOf(folder)
        );
        if (!File.Exists(pidFile) || !File.Exists(passwordFile))
            return null;
        var lines = await File.ReadAllLinesAsync(pidFile, cancellationToken);
        if (
            lines.Length < 4
            || !int.TryParse(lines[3], CultureInfo.InvariantCulture, out var port)
            || !int.TryParse(lines[0], CultureInfo.InvariantCulture, out var pid)
        )
            return null;
        var server = new PostgresServer(
            null,
            port,
            (await File.ReadAllTextAsync(passwordFile, cancellationToken)).Trim()
        );
        try
        {
            // A server that others use and that is only slow must not be taken for one that is gone.
            if (await server.WaitUntilReadyAsync(Patience, () => IsServer(pid, folder), cancellationToken))
                return server;
        }
        catch (PostgresException)
        {
            return null; // The file is stale and somebody else's server has the port now.
        }
        return IsServer(pid, folder)
            ? throw new PenstockException(
                $"The private PostgreSQL (process {pid}) does not answer",
                folder,
                "Nothing was changed",
                "look at its log beside the data; kill -INT ends it, and the next command starts it again"
            )
            : null;
    }

    // The number of a process that is gone may be another's by now.
    private static bool IsServer(int pid, string folder)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline")
                .Split('\0')
                .Contains(PostgresCluster.DataOf(folder), StringComparer.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<PostgresServer> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var cluster = await PostgresCluster.PrepareAsync(folder, cancellationToken);
        var (portFile, log) = (Path.Combine(folder, "port"), Path.Combine(folder, "postgres.log"));
        for (var attempt = 1; ; attempt++)
        {
            // The port is remembered while it is free: it is part of the names that lineage gives to the warehouse's tables.
            var port = attempt == 1 ? await RememberedAsync(portFile, cancellationToken) : FreePort.Next();
            using var guard = Process.Start(
                Detached(folder, log, cluster.Program, cluster.Arguments(port, durable: true))
            )!;
            var server = new PostgresServer(null, port, cluster.Password);
            if (await server.WaitUntilReadyAsync(Patience, () => !guard.HasExited, cancellationToken))
            {
                await File.WriteAllTextAsync(portFile, port.ToString(CultureInfo.InvariantCulture), cancellationToken);
                return server;
            }
            if (!guard.HasExited)
                Signals.AskToEnd(guard.Id);
            await guard.WaitForExitAsync(cancellationToken);
            if (attempt == 3)
                throw new PenstockException(
                    "PostgreSQL did not start",
                    $"{folder}\n{string.Join('\n', File.ReadLines(log).TakeLast(10))}",
                    "Nothing was changed",
                    "penstock doctor"
                );
        }
    }

    private static async Task<int> RememberedAsync(string portFile, CancellationToken cancellationToken) =>
        File.Exists(portFile)
        && int.TryParse(
            await File.ReadAllTextAsync(portFile, cancellationToken),
            CultureInfo.InvariantCulture,
            out var port
        )
        && FreePort.IsFree(port)
            ? port
            : FreePort.Next();

    // A session of its own: neither Ctrl-C in the terminal nor the end of this command reaches it.
    private static ProcessStartInfo Detached(string folder, string log, string program, string[] arguments)
    {
        var start = new ProcessStartInfo("setsid") { WorkingDirectory = "/" };
        foreach (
            var word in (string[])
                [
                    "bash",
                    "-c",
                    Guard,
                    "penstock-postgres",
                    PostgresCluster.DataOf(folder),
                    Path.Combine(folder, "users.lock"),
                    log,
                    GraceInHalfSeconds.ToString(CultureInfo.InvariantCulture),
                    .. SystemUser.Prefix(PostgresCluster.User),
                    program,
                    .. arguments,
                ]
        )
            start.ArgumentList.Add(word);
        return start;
    }
}
