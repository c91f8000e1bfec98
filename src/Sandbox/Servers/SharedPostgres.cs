using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Penstock.Core.Errors;
using Penstock.Core.Processes;

namespace Penstock.Sandbox.Servers;

/// <summary>
/// A private cluster that commands share. Each holds a <see cref="SharedUse"/>; whoever finds no server starts one, which stops
/// when nobody has used it for a while.
/// </summary>
internal static class SharedPostgres
{
    // Long enough for the next command of a script, short enough that nobody wonders why it still runs.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    public static async Task<PostgresServer> UseAsync(string folder, CancellationToken cancellationToken)
    {
        await PostgresCluster.PrepareFolderAsync(folder, cancellationToken);
        var use = await SharedUse.BeginAsync(folder, cancellationToken);
        try
        {
            // The first starts the server, the others wait here and then find it running.
            await using var gate = await FileGate.EnterAsync(Path.Combine(folder, "start.lock"), cancellationToken);
            return await FindAsync(folder, use, cancellationToken) ?? await StartAsync(folder, use, cancellationToken);
        }
        catch
        {
            await use.DisposeAsync();
            throw;
        }
    }

    // Null when there is none. While there is one it is ours to use: nobody stops it as long as we hold our use.
    private static async Task<PostgresServer?> FindAsync(
        string folder,
        SharedUse use,
        CancellationToken cancellationToken
    )
    {
        var clock = Stopwatch.StartNew();
        while (await use.HasServerAsync())
        {
            if (clock.Elapsed > PostgresServer.Patience)
                throw new PenstockException(
                    "The private PostgreSQL does not answer",
                    $"{folder}: it was waited for {PostgresServer.Patience.TotalSeconds:0} s",
                    "Nothing was changed",
                    $"look at {use.LogFile}, then penstock doctor"
                );
            try
            {
                if (
                    await ReadAsync(folder, use, cancellationToken) is { } server
                    && await server.WaitUntilReadyAsync(TimeSpan.FromSeconds(1), () => false, cancellationToken)
                )
                    return server;
            }
            catch (PostgresException)
            {
                // It is starting, and the file still tells where another was whose port somebody else's server has now.
            }
            await Task.Delay(50, cancellationToken);
        }
        return null;
    }

    private static async Task<PostgresServer?> ReadAsync(
        string folder,
        SharedUse use,
        CancellationToken cancellationToken
    )
    {
        var pidFile = Path.Combine(PostgresCluster.DataOf(folder), "postmaster.pid");
        var passwordFile = Path.Combine(folder, "password");
        if (!File.Exists(pidFile) || !File.Exists(passwordFile))
            return null;
        var lines = await File.ReadAllLinesAsync(pidFile, cancellationToken);
        return lines.Length >= 4 && int.TryParse(lines[3], CultureInfo.InvariantCulture, out var port)
            ? new PostgresServer(use, port, (await File.ReadAllTextAsync(passwordFile, cancellationToken)).Trim())
            : null;
    }

    private static async Task<PostgresServer> StartAsync(
        string folder,
        SharedUse use,
        CancellationToken cancellationToken
    )
    {
        var bin = PostgresCluster.FindBinaries();
        var password = await PostgresCluster.InitialiseAsync(bin, folder, cancellationToken);
        await PostgresCluster.StopLeftoverAsync(bin, folder, cancellationToken);
        // The port is remembered while it is free: it is part of the names that lineage gives to the warehouse's tables.
        var portFile = Path.Combine(folder, "port");
        var port = await RememberedAsync(portFile, cancellationToken) ?? FreePort.Next();
        for (var attempt = 1; ; attempt++, port = FreePort.Next())
        {
            using var process = SharedProcess.Start(
                use,
                Path.Combine(bin, "postgres"),
                PostgresCluster.Arguments(folder, port, durable: true),
                PostgresCluster.User,
                "INT",
                Grace
            );
            var server = new PostgresServer(use, port, password);
            if (await server.WaitUntilReadyAsync(PostgresServer.Patience, () => process.HasExited, cancellationToken))
            {
                await File.WriteAllTextAsync(portFile, port.ToString(CultureInfo.InvariantCulture), cancellationToken);
                return server;
            }
            if (attempt == 3 || !process.HasExited)
                throw PostgresServer.NotStarted(folder, process.Output);
        }
    }

    private static async Task<int?> RememberedAsync(string file, CancellationToken cancellationToken) =>
        File.Exists(file)
        && int.TryParse(
            await File.ReadAllTextAsync(file, cancellationToken),
            CultureInfo.InvariantCulture,
            out var port
        )
        && FreePort.IsFree(port)
            ? port
            : null;
}
