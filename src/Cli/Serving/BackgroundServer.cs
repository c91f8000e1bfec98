using System.Diagnostics;
using System.Globalization;
using Penstock.Core.Configuration;
using Penstock.Core.Errors;
using Penstock.Core.Processes;

namespace Penstock.Cli.Serving;

/// <summary>Starts and stops a server as a process of its own, which outlives the command that started it.</summary>
internal static class BackgroundServer
{
    // A session of its own: Ctrl-C in the terminal does not reach it. Its log is for its owner's eyes.
    private const string Launch = """umask 077; log=$1; shift; exec "$@" >>"$log" 2>&1 </dev/null""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Starts a server and returns when it listens; the one that runs already is returned as it is.</summary>
    /// <param name="configFile">The configuration file.</param>
    /// <param name="arguments">More arguments of <c>penstock server</c>.</param>
    /// <param name="cancellationToken">Stops waiting; the server goes on.</param>
    /// <exception cref="PenstockException">It ended at once, or does not come up; with the end of its log.</exception>
    public static async Task<ServerInfo> StartAsync(
        string configFile,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken
    )
    {
        var state = new ServerState(PenstockConfiguration.Load(configFile));
        if (await state.FindAsync(cancellationToken) is { } running)
            return running;
        state.Clear();
        File.Delete(state.LogFile);
        var start = new ProcessStartInfo(
            "setsid",
            [
                "bash",
                "-c",
                Launch,
                "penstock-server",
                state.LogFile,
                "dotnet",
                typeof(BackgroundServer).Assembly.Location,
                "server",
                "--config",
                Path.GetFullPath(configFile),
                .. arguments,
            ]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var clock = Stopwatch.StartNew();
        while (!process.HasExited && clock.Elapsed < Patience)
        {
            if (await state.FindAsync(cancellationToken) is { } info)
                return info;
            await Task.Delay(100, cancellationToken);
        }
        throw new PenstockException(
            $"The server did not start: {Tail(state.LogFile)}",
            configFile,
            "Nothing was changed",
            $"look at {state.LogFile}, or run penstock server to see it at work"
        );
    }

    /// <summary>
    /// Asks a server to stop and waits until its process is gone, with all that it held: the sandbox of the samples ends after
    /// the server. False when none runs.
    /// </summary>
    /// <exception cref="PenstockException">It does not end.</exception>
    public static async Task<bool> StopAsync(ServerState state, CancellationToken cancellationToken)
    {
        if (await state.FindAsync(cancellationToken) is not { } running)
            return false;
        using var process = Find(running.ProcessId);
        if (process is null)
            return true; // it ended by itself since then
        Signals.AskToEnd(running.ProcessId);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested) { }
        throw new PenstockException(
            "The server does not stop",
            $"process {running.ProcessId}",
            "It may still be finishing requests",
            $"wait, or kill -9 {running.ProcessId}: what was not committed is taken up at the next start"
        );
    }

    private static Process? Find(int processId)
    {
        try
        {
            return Process.GetProcessById(processId);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string Tail(string file) =>
        File.Exists(file)
            ? string.Join(" / ", File.ReadLines(file).Where(l => l.Length > 0).TakeLast(5))
            : "it left no log";
}
