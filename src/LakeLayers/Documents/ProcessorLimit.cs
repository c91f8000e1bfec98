using System.Runtime.InteropServices;

namespace Penstock.LakeLayers.Documents;

/// <summary>The limit of processor time of a running process, moved on from document to document (<c>prlimit(2)</c>).</summary>
internal static partial class ProcessorLimit
{
    /// <summary>The exit code of a process that reached it: ended by SIGXCPU.</summary>
    public const int ExitCode = 128 + 24;

    private const int ProcessorTime = 0;

    /// <summary>Lets a process of ours run until it has used so much in all, in whole seconds.</summary>
    public static void Set(int process, TimeSpan total)
    {
        var limit = new Limit { Current = (ulong)Math.Ceiling(total.TotalSeconds), Most = ulong.MaxValue };
        // A failure is a process that has ended: reading from it says so.
        _ = SetLimit(process, ProcessorTime, limit, 0);
    }

    [LibraryImport("libc", EntryPoint = "prlimit")]
    private static partial int SetLimit(int process, int resource, in Limit limit, nint old);

    /// <summary><c>struct rlimit</c>.</summary>
    private struct Limit
    {
        public ulong Current;
        public ulong Most;
    }
}
