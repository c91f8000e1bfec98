using System.Runtime.CompilerServices;
using Jint;
using Penstock.Workflows.Expressions.JavaScript.Native;

namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>
/// The limits of one evaluation. The engine asks before each statement and inside its long loops, on the thread of the script;
/// what
/// is thrown here, the script cannot catch.
/// </summary>
internal sealed class Watch(JavaScriptOptions limits, CancellationToken cancellationToken) : Constraint
{
    // The clocks are read at most this often: a statement takes a fraction of a microsecond.
    private const int CheckEveryMilliseconds = 4;

    // What is allocated in all may be far more than what is kept; beyond this it is stopped without a look at what is kept.
    private const int MostTurnovers = 64;

    private TimeSpan _start;
    private long _startAllocated;
    private long _startKept;
    private long _checked;
    private long _turnovers = 1;
    private bool _begun;

    /// <summary>Whether it has used its time.</summary>
    public bool IsLate => ThreadClock.Now - _start > limits.TimeLimit;

    /// <summary>Which reason it is stopped for when its time is over.</summary>
    public ScriptStop Late { get; set; } = ScriptStop.Time;

    /// <summary>From here on the limits hold; before it, what runs is ours.</summary>
    public Watch Begin()
    {
        _start = ThreadClock.Now;
        _startAllocated = GC.GetAllocatedBytesForCurrentThread();
        _startKept = GC.GetTotalMemory(false);
        _checked = Environment.TickCount64;
        _begun = true;
        return this;
    }

    /// <exception cref="ScriptStopped">A limit is reached, or the run was cancelled.</exception>
    public override void Check()
    {
        if (!_begun)
            return;
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new ScriptStopped(ScriptStop.Depth);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - _startAllocated;
        if (allocated > _turnovers * limits.MemoryLimit && KeepsTooMuch(allocated))
            throw new ScriptStopped(ScriptStop.Memory);
        var now = Environment.TickCount64;
        if (now - _checked < CheckEveryMilliseconds)
            return;
        _checked = now;
        if (cancellationToken.IsCancellationRequested)
            throw new ScriptStopped(ScriptStop.Cancelled);
        if (IsLate)
            throw new ScriptStopped(Late);
    }

    /// <summary>One evaluation enters the engine several times and has one budget.</summary>
    public override void Reset() { }

    // Other work grows the process too: what the figure suspects, a collection confirms.
    private bool KeepsTooMuch(long allocated)
    {
        _turnovers = allocated / limits.MemoryLimit + 1;
        return _turnovers > MostTurnovers || (Kept > limits.MemoryLimit && KeptForSure() > limits.MemoryLimit);
    }

    private long Kept => GC.GetTotalMemory(false) - _startKept;

    private long KeptForSure()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        return Kept;
    }
}
