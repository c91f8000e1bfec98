using Penstock.Core.Errors;

namespace Penstock.Core.Steps;

/// <summary>
/// Whether and when something is tried again that a server failed at. One that says "later" is asked again for a length of time, for
/// it is there and will be well; a connection that breaks, or does not come about, so many times only. Waits double and vary, so that
/// many clients do not come back together.
/// </summary>
/// <param name="tries">Further tries after a break.</param>
/// <param name="retryFor">How long a server that says "later" is asked again.</param>
/// <param name="delay">The wait before the first further try.</param>
/// <param name="longest">The longest wait.</param>
/// <param name="time">The clock.</param>
public sealed class BackOff(int tries, TimeSpan retryFor, TimeSpan delay, TimeSpan longest, TimeProvider time)
{
    // So that a server that is well again is not kept waiting.
    private static readonly TimeSpan LongestWhenBusy = TimeSpan.FromSeconds(5);

    private int _breaks;
    private int _failures;
    private long? _busySince;
    private bool _isBusy;

    /// <summary>Notes a failure, and whether to try again.</summary>
    public bool MayTryAgain(Exception error)
    {
        if (error is not PenstockException { IsTransient: true })
            return false;
        _failures++;
        _isBusy = error is TransientException { IsBusy: true };
        if (!_isBusy)
            return ++_breaks <= tries;
        _busySince ??= time.GetTimestamp();
        return time.GetElapsedTime(_busySince.Value) < retryFor;
    }

    /// <summary>Something came: what failed before counts no more.</summary>
    public void Progressed() => (_breaks, _failures, _busySince) = (0, 0, null);

    /// <summary>The wait before the next try.</summary>
    public TimeSpan NextDelay()
    {
        var most = _isBusy && longest > LongestWhenBusy ? LongestWhenBusy : longest;
        var doubled = Math.Min(
            delay.TotalMilliseconds * Math.Pow(2, Math.Min(_failures - 1, 30)),
            most.TotalMilliseconds
        );
#pragma warning disable CA5394 // Nobody gains by guessing it.
        return TimeSpan.FromMilliseconds(doubled * (0.5 + (Random.Shared.NextDouble() / 2)));
#pragma warning restore CA5394
    }
}
