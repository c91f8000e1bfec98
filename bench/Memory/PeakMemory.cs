using System.Diagnostics;
using System.Globalization;

namespace Penstock.Bench.Memory;

/// <summary>
/// The most memory that a process and its children took, from the kernel's own accounts (<c>VmHWM</c> of <c>/proc</c>), read while they
/// run. The kernel keeps each process's maximum, so that a peak between two readings is not missed; what a process took in its last
/// instants is.
/// </summary>
internal sealed class PeakMemory
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Maximum of the process itself, in bytes.</summary>
    public long Own { get; private set; }

    /// <summary>Largest sum of the maxima of all that ran at one time, itself included, in bytes. Never less than what was taken at once.</summary>
    public long Together { get; private set; }

    /// <summary>Reads until the process has ended.</summary>
    public static async Task<PeakMemory> WatchAsync(Process process, CancellationToken cancellationToken)
    {
        var peak = new PeakMemory();
        using var timer = new PeriodicTimer(Interval);
        while (!process.HasExited)
        {
            peak.Read(process.Id);
            await timer.WaitForNextTickAsync(cancellationToken);
        }
        return peak;
    }

    private void Read(int root)
    {
        var own = HighWaterMark(root);
        Own = Math.Max(Own, own);
        Together = Math.Max(Together, own + Descendants(root).Sum(HighWaterMark));
    }

    private static IEnumerable<int> Descendants(int process)
    {
        foreach (var thread in Try(() => Directory.GetDirectories($"/proc/{process}/task")) ?? [])
        {
            foreach (
                var child in (Try(() => File.ReadAllText($"{thread}/children")) ?? "").Split(
                    ' ',
                    StringSplitOptions.RemoveEmptyEntries
                )
            )
            {
                var id = int.Parse(child, CultureInfo.InvariantCulture);
                yield return id;
                foreach (var descendant in Descendants(id))
                    yield return descendant;
            }
        }
    }

    private static long HighWaterMark(int process)
    {
        var line = (Try(() => File.ReadAllLines($"/proc/{process}/status")) ?? []).FirstOrDefault(l =>
            l.StartsWith("VmHWM:", StringComparison.Ordinal)
        );
        return line is null
            ? 0
            : 1024
                * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    // A process may end between being seen and being read.
    private static T? Try<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
