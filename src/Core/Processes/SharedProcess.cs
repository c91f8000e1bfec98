using System.Diagnostics;
using System.Globalization;

namespace Penstock.Core.Processes;

/// <summary>
/// A server that several processes use, each as long as it holds a <see cref="SharedUse"/>. It belongs to none of them: a small
/// shell guard in a session of its own, which a Ctrl-C in a terminal does not reach, stops it when nobody has used it for a while.
/// </summary>
public sealed class SharedProcess : IDisposable
{
    // $1 = the file that users hold shared, $2 = the file that the guard holds as long as the server lives, $3 = the log,
    // $4 = the signal that stops the server, $5 = quarters of a second without a user, the rest = the server's command line.
    // Locks belong to open files and end with them, so users that are killed leave nothing. Neither is passed to the server.
    // The users' file stays locked while the server stops: whoever comes meanwhile waits, and then starts it again.
    private const string Guard = """
        users=$1; own=$2; log=$3; signal=$4; patience=$5; shift 5
        exec 8<"$own" 9<"$users" </dev/null >"$log" 2>&1
        flock -n 8 || exit 1
        "$@" 8<&- 9<&- & child=$!
        trap 'kill -$signal $child 2>/dev/null' TERM INT
        unused=0
        while kill -0 $child 2>/dev/null; do
            sleep 0.25 8<&- 9<&-
            if flock -n 9; then
                unused=$((unused + 1))
                [ $unused -le $patience ] || break
                flock -u 9
            else
                unused=0
            fi
        done
        kill -$signal $child 2>/dev/null
        wait $child
        """;

    private readonly Process _guard;
    private readonly string _log;

    private SharedProcess(Process guard, string log) => (_guard, _log) = (guard, log);

    /// <summary>Whether it ended.</summary>
    public bool HasExited => _guard.HasExited;

    /// <summary>The last lines it printed, for messages.</summary>
    public string Output
    {
        get
        {
            try
            {
                return string.Join('\n', File.ReadLines(_log).TakeLast(40));
            }
            catch (IOException)
            {
                return "";
            }
        }
    }

    /// <summary>Starts <paramref name="fileName"/> with its arguments; no shell sees them as text.</summary>
    /// <param name="files">The files by which users and the server know of each other.</param>
    /// <param name="fileName">The program; it must stay in the foreground.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="user">Run as this user when we are root; null runs as we are.</param>
    /// <param name="stopSignal">The signal for an orderly stop, for instance <c>INT</c>.</param>
    /// <param name="grace">How long nobody may use it before it is stopped.</param>
    public static SharedProcess Start(
        SharedUse files,
        string fileName,
        IEnumerable<string> arguments,
        string? user,
        string stopSignal,
        TimeSpan grace
    )
    {
        ArgumentNullException.ThrowIfNull(files);
        var start = new ProcessStartInfo("setsid") { WorkingDirectory = "/" };
        string[] words =
        [
            "bash",
            "-c",
            Guard,
            "penstock-guard",
            files.UsersFile,
            files.ServerFile,
            files.LogFile,
            stopSignal,
            Math.Ceiling(grace.TotalSeconds * 4).ToString(CultureInfo.InvariantCulture),
            .. SystemUser.Prefix(user),
            fileName,
            .. arguments,
        ];
        foreach (var word in words)
            start.ArgumentList.Add(word);
        return new SharedProcess(Process.Start(start)!, files.LogFile);
    }

    /// <summary>Lets go of it; it goes on.</summary>
    public void Dispose() => _guard.Dispose();
}
