using System.Runtime.InteropServices;

namespace Penstock.Workflows.Expressions.JavaScript.Native;

/// <summary>Processor time of the calling thread: what a script uses, however busy the machine is.</summary>
internal static partial class ThreadClock
{
    private const int ThreadTime = 3; // CLOCK_THREAD_CPUTIME_ID of time.h on Linux

    public static TimeSpan Now
    {
        get
        {
            _ = GetTime(ThreadTime, out var time);
            return new TimeSpan((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / 100));
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeValue time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeValue
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
