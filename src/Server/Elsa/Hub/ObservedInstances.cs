using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Penstock.Server.Elsa.Hub;

/// <summary>
/// Which runs somebody looks at now, and what has happened to them since the last push. Bounded by the connections.
/// </summary>
internal sealed class ObservedInstances
{
    // One page opens up to four connections; a client that observes without end is not one of those.
    private const int MostOfOneConnection = 100;
    private readonly ConcurrentDictionary<Guid, ObservedInstance> _runs = [];
    private readonly Dictionary<string, ImmutableHashSet<Guid>> _connections = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>The runs that are looked at.</summary>
    public IEnumerable<ObservedInstance> Runs => _runs.Values;

    /// <summary>The run, when somebody looks at it. Cheap: asked for every event of every run.</summary>
    public ObservedInstance? Find(Guid run) => _runs.IsEmpty ? null : _runs.GetValueOrDefault(run);

    public void Add(string connection, Guid run)
    {
        lock (_gate)
        {
            var known = _connections.GetValueOrDefault(connection, []);
            if (known.Contains(run) || known.Count >= MostOfOneConnection)
                return;
            _connections[connection] = known.Add(run);
            var observed = _runs.GetOrAdd(run, static id => new ObservedInstance(id));
            observed.Watchers++;
            // Each page, not the first alone, has read the run some time before it began to look here.
            observed.LookAgain();
        }
    }

    public void Remove(string connection)
    {
        lock (_gate)
        {
            if (!_connections.Remove(connection, out var runs))
                return;
            foreach (var run in runs)
                if (_runs.TryGetValue(run, out var observed) && --observed.Watchers == 0)
                    _runs.TryRemove(run, out _);
        }
    }
}
