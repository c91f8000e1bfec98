using System.Collections.Concurrent;
using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>
/// Runs blocking work on sessions of one database, so many at a time. They share its views, threads and memory; further ones
/// open when they are needed.
/// </summary>
/// <param name="first">The first session; it stays open.</param>
/// <param name="most">How many at a time.</param>
internal sealed class SessionPool(DuckDbSession first, int most) : IDisposable
{
    private readonly SemaphoreSlim _places = new(most),
        _alone = new(1);
    private readonly ConcurrentBag<DuckDbSession> _free = [first];

    /// <summary>
    /// Runs work on a thread of its own, as soon as a session is free. Work that does not fit into memory beside other work is
    /// run a second
    /// time, alone.
    /// </summary>
    public async Task<T> RunAsync<T>(Func<DuckDbSession, T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await RunBesideAsync(work, cancellationToken);
        }
        catch (PenstockException e)
            when (most > 1 && e.GetBaseException() is DuckDbException { ErrorType: DuckDbErrorType.OutOfMemory })
        {
            return await RunAloneAsync(work, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var session in _free.Where(s => s != first))
            session.Dispose();
        _places.Dispose();
        _alone.Dispose();
    }

    private async Task<T> RunBesideAsync<T>(Func<DuckDbSession, T> work, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            return await RunOnAsync(work, cancellationToken);
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<T> RunAloneAsync<T>(Func<DuckDbSession, T> work, CancellationToken cancellationToken)
    {
        await _alone.WaitAsync(cancellationToken);
        var places = 0;
        try
        {
            for (; places < most; places++)
                await _places.WaitAsync(cancellationToken);
            return await RunOnAsync(work, cancellationToken);
        }
        finally
        {
            if (places > 0)
                _places.Release(places);
            _alone.Release();
        }
    }

    private async Task<T> RunOnAsync<T>(Func<DuckDbSession, T> work, CancellationToken cancellationToken)
    {
        if (!_free.TryTake(out var session))
            session = first.Connect();
        try
        {
            return await Task.Factory.StartNew(
                () => work(session),
                cancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            );
        }
        finally
        {
            _free.Add(session);
        }
    }
}
