using System.Diagnostics;

namespace Penstock.Testing;

/// <summary>Waits for what another process does in its own time.</summary>
public static class TestWait
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Waits until a condition holds, a minute at most.</summary>
    /// <exception cref="TimeoutException">It does not.</exception>
    public static async Task UntilAsync(Func<bool> condition)
    {
        for (var clock = Stopwatch.StartNew(); !condition(); await Task.Delay(50))
        {
            if (clock.Elapsed > Patience)
                throw new TimeoutException("What was waited for did not happen within a minute");
        }
    }
}
