using Penstock.Workflows.Expressions.JavaScript.Native;

namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>What one evaluation has used, and why it was stopped when it was.</summary>
internal sealed class Watch(JavaScriptOptions limits, CancellationToken cancellationToken)
{
    private readonly TimeSpan _start = ThreadClock.Now;
    private readonly long _startMemory = ProcessMemory.Resident;
    private ScriptStop? _request;

    /// <summary>Null while it may go on.</summary>
    public ScriptStop? Stopped { get; private set; }

    /// <summary>Whether it has used its time.</summary>
    public bool IsLate => ThreadClock.Now - _start > limits.TimeLimit;

    /// <summary>Stops it at the next occasion.</summary>
    public void Stop(ScriptStop reason) => _request = reason;

    /// <param name="heapSize">Asks for the bytes of the script's own heap; slow.</param>
    public bool MustStop(Func<double> heapSize)
    {
        if (Stopped is not null)
            return true;
        if (_request is { } reason)
            Stopped = reason;
        else if (cancellationToken.IsCancellationRequested)
            Stopped = ScriptStop.Cancelled;
        else if (IsLate)
            Stopped = ScriptStop.Time;
        else if (Grown > limits.MemoryLimit && (heapSize() > limits.MemoryLimit || Grown > 4 * limits.MemoryLimit))
            Stopped = ScriptStop.Memory;
        return Stopped is not null;
    }

    // The process grows for other reasons too: the heap's own figure decides, unless the growth is beyond all measure
    // (the figure does not know of a single large allocation that is still going on).
    private long Grown => ProcessMemory.Resident - _startMemory;
}
