using System.Collections.Concurrent;

namespace Penstock.Pipelines.Connections;

/// <summary>Holds back activities that would use a connection more often at once than its <c>maxConcurrency</c> allows. Those that wait hold nothing else.</summary>
public sealed class ConnectionLimits(Platform platform)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _places = new(StringComparer.Ordinal);

    /// <summary>Waits for a place; disposal gives it back.</summary>
    /// <param name="connection">The connection's name in the configuration.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IDisposable> EnterAsync(string connection, CancellationToken cancellationToken = default)
    {
        var most = platform.Source(connection).MaxConcurrency;
        if (most <= 0) return new Place(null);
        var places = _places.GetOrAdd(connection, _ => new SemaphoreSlim(most, most));
        await places.WaitAsync(cancellationToken);
        return new Place(places);
    }

    private sealed class Place(SemaphoreSlim? places) : IDisposable
    {
        private SemaphoreSlim? _places = places;

        public void Dispose() => Interlocked.Exchange(ref _places, null)?.Release();
    }
}
