using System.Collections.Concurrent;

namespace Penstock.Workflows.Activities.Http;

/// <summary>The requests of this process that wait for their runs to answer.</summary>
public sealed class HttpExchanges
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<HttpAnswer>> _open = [];

    /// <summary>Begins to wait for a run's answer; one request at a time waits for a run, a later one takes its place.</summary>
    public Task<HttpAnswer> Open(Guid run) =>
        (_open[run] = new TaskCompletionSource<HttpAnswer>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Stops waiting.</summary>
    public void Close(Guid run) => _open.TryRemove(run, out _);

    /// <summary>Answers; false when nobody waits or the answer has been given.</summary>
    public bool TryAnswer(Guid run, HttpAnswer answer) =>
        _open.TryGetValue(run, out var waiting) && waiting.TrySetResult(answer);
}
