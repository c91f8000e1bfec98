using System.Diagnostics;

namespace Penstock.Workflows.Journal;

/// <summary>The process that a run belongs to. The start time tells a process from a later one with the same id.</summary>
internal sealed record RunOwner(string Host, int ProcessId, DateTime StartedAt)
{
    public static RunOwner This { get; } = Current();

    /// <summary>
    /// Whether the process is known to be gone; false when it lives, or lives on another machine where we cannot look.
    /// </summary>
    public bool IsGone
    {
        get
        {
            if (Host != This.Host)
                return false;
            try
            {
                using var process = Process.GetProcessById(ProcessId);
                // PostgreSQL keeps microseconds and the kernel counts ticks: a second is near enough.
                return Math.Abs((process.StartTime.ToUniversalTime() - StartedAt).TotalSeconds) > 1;
            }
            catch (ArgumentException)
            {
                return true;
            }
            catch (InvalidOperationException)
            {
                return true;
            }
        }
    }

    public override string ToString() => $"process {ProcessId} on {Host}";

    private static RunOwner Current()
    {
        using var self = Process.GetCurrentProcess();
        return new(Environment.MachineName, self.Id, self.StartTime.ToUniversalTime());
    }
}
