using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Penstock.Core.Processes;

/// <summary>
/// A server that we start and that must not outlive us: it runs in the foreground under a small shell guard that ends it when
/// this process is gone, however that went. Disposal asks it to stop, then kills it.
/// </summary>
public sealed class GuardedProcess : IAsyncDisposable
{
    // $1 = our process id, $2 = the signal that stops the server, the rest = the server's command line.
    // The guard polls because a parent-death signal is bound to the thread that forked, which in .NET comes and goes.
    private const string Guard = """
        parent=$1; signal=$2; shift 2
        "$@" & child=$!
        trap 'kill -$signal $child 2>/dev/null' TERM INT
        while kill -0 $parent 2>/dev/null && kill -0 $child 2>/dev/null; do sleep 0.2; done
        kill -$signal $child 2>/dev/null
        wait $child
        """;

    private readonly Process _guard;
    private readonly StringBuilder _output = new();

    private GuardedProcess(Process guard) => _guard = guard;

    /// <summary>Starts <paramref name="fileName"/> with its arguments; no shell sees them as text.</summary>
    /// <param name="fileName">The program; it must stay in the foreground.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="user">Run as this user when we are root; null runs as we are.</param>
    /// <param name="stopSignal">The signal for an orderly stop, for instance <c>INT</c>.</param>
    /// <param name="environment">Variables to set besides ours.</param>
    /// <param name="workingDirectory">Where it runs; ours when null.</param>
    public static GuardedProcess Start(
        string fileName,
        IEnumerable<string> arguments,
        string? user = null,
        string stopSignal = "TERM",
        IReadOnlyDictionary<string, string>? environment = null,
        string? workingDirectory = null
    )
    {
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = workingDirectory ?? "",
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Guard);
        start.ArgumentList.Add("penstock-guard");
        start.ArgumentList.Add(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add(stopSignal);
        foreach (var a in SystemUser.Prefix(user).Append(fileName).Concat(arguments))
            start.ArgumentList.Add(a);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        var process = new GuardedProcess(Process.Start(start)!);
        process._guard.OutputDataReceived += process.Keep;
        process._guard.ErrorDataReceived += process.Keep;
        process._guard.BeginOutputReadLine();
        process._guard.BeginErrorReadLine();
        process._guard.StandardInput.Close();
        return process;
    }

    /// <summary>Whether it ended by itself.</summary>
    public bool HasExited => _guard.HasExited;

    /// <summary>The last lines it printed, for messages.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_guard.HasExited)
        {
            Signals.AskToEnd(_guard.Id);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                await _guard.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _guard.Kill(entireProcessTree: true);
            }
        }
        _guard.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        lock (_output)
        {
            _output.AppendLine(line.Data);
            if (_output.Length > 16_384)
                _output.Remove(0, _output.Length - 8_192);
        }
    }
}
