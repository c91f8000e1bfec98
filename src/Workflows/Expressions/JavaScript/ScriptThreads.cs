using System.Collections.Concurrent;

namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>
/// A few threads that run scripts and nothing else: a script blocks its thread, and needs more stack than others have. They
/// start when there is more work than threads, and wait when there is none.
/// </summary>
internal sealed class ScriptThreads(JavaScriptOptions options) : IDisposable
{
    // A thousand calls of a script inside each other, and expressions as deep as they come: pages that are not used cost nothing.
    private const int StackSize = 64 << 20;

    private readonly BlockingCollection<Action> _work = [];
    private readonly Lock _gate = new();
    private readonly List<Thread> _threads = [];
    private int _idle;

    /// <summary>Runs work on one of the threads.</summary>
    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() => Run(work, done, cancellationToken), cancellationToken);
        if (Volatile.Read(ref _idle) < _work.Count)
            StartAnother();
        return done.Task;
    }

    public void Dispose()
    {
        _work.CompleteAdding();
        lock (_gate)
        {
            foreach (var thread in _threads)
                thread.Join();
        }
        _work.Dispose();
    }

    private static void Run<T>(Func<T> work, TaskCompletionSource<T> done, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            done.SetCanceled(cancellationToken);
            return;
        }
        try
        {
            done.SetResult(work());
        }
        catch (OperationCanceledException e)
        {
            done.SetCanceled(e.CancellationToken);
        }
        catch (Exception e)
        {
            done.SetException(e);
        }
    }

    private void StartAnother()
    {
        lock (_gate)
        {
            if (_threads.Count >= options.Workers || _work.IsAddingCompleted)
                return;
            var thread = new Thread(Loop, StackSize) { IsBackground = true, Name = $"scripts {_threads.Count + 1}" };
            _threads.Add(thread);
            thread.Start();
        }
    }

    private void Loop()
    {
        while (true)
        {
            if (!_work.TryTake(out var work))
            {
                Interlocked.Increment(ref _idle);
                var any = _work.TryTake(out work, Timeout.Infinite);
                Interlocked.Decrement(ref _idle);
                if (!any)
                    return;
            }
            work!();
        }
    }
}
