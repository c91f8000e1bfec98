using System.Collections.Concurrent;

namespace Penstock.Pipelines.Connections;

/// <summary>
/// Holds back activities that would use a connection more often at once than its <c>maxConcurrency</c> allows. Those that wait
/// hold nothing else.
/// </summary>
public sealed class ConnectionLimits(Platform platform)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _places = new(StringComparer.Ordinal);

    /// <summary>Waits for a place; disposal gives it back.</summary>
    /// <param name="connection">The connection's name in the configuration.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IDisposable> EnterAsync(string connection, CancellationToken cancellationToken = default)
    {
        var most = platform.Source(connection).MaxConcurrency;
        return Place.TakeAsync(
            most <= 0 ? null : _places.GetOrAdd(connection, _ => new SemaphoreSlim(most, most)),
            cancellationToken
        );
    }
}
