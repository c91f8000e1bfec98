using Penstock.Workflows.Runtime;

namespace Penstock.Server.Elsa.Hub;

/// <summary>A run that somebody looks at: what changed since the last push, each thing once however often it changed.</summary>
internal sealed class ObservedInstance(Guid id)
{
    private readonly Lock _gate = new();
    private Dictionary<string, IReadOnlyDictionary<string, long>> _nodes = new(StringComparer.Ordinal);
    private bool _isCommitted;
    private DateTimeOffset? _changedAt;

    public Guid Id => id;

    /// <summary>How many connections look at it; kept by <see cref="ObservedInstances"/>.</summary>
    public int Watchers { get; set; }

    /// <summary>When it was pushed last, as a timestamp of the clock.</summary>
    public long PushedAt { get; set; }

    /// <summary>Counters of a running activity have changed.</summary>
    public void Progressed(ActivityExecutionRecord activity)
    {
        lock (_gate)
            _nodes[activity.NodeId] = activity.Counters;
    }

    /// <summary>Something is in the database now.</summary>
    public void Committed(IEnumerable<ActivityExecutionRecord> activities)
    {
        lock (_gate)
        {
            _isCommitted = true;
            foreach (var activity in activities)
                _nodes[activity.NodeId] = activity.Counters;
        }
    }

    /// <summary>The next look counts as a change, whatever it sees.</summary>
    public void LookAgain()
    {
        lock (_gate)
            _changedAt = null;
    }

    /// <summary>The database says when the run changed last.</summary>
    public void Seen(DateTimeOffset changedAt)
    {
        lock (_gate)
        {
            _isCommitted |= _changedAt != changedAt;
            _changedAt = changedAt;
        }
    }

    /// <summary>Takes what changed; null when nothing did.</summary>
    public (IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Nodes, bool IsCommitted)? Take()
    {
        lock (_gate)
        {
            if (!_isCommitted && _nodes.Count == 0)
                return null;
            var taken = (_nodes, _isCommitted);
            _nodes = new(StringComparer.Ordinal);
            _isCommitted = false;
            return taken;
        }
    }
}
