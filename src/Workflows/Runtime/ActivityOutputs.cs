using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Runtime;

/// <summary>
/// The outputs of completed activities, in memory; of each activity those of its latest execution. For any number of threads.
/// </summary>
internal sealed class ActivityOutputs : IActivityOutputs
{
    private const string ResultName = "Result";
    private readonly Lock _gate = new();
    private readonly Dictionary<string, IReadOnlyDictionary<string, object?>> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _idOfName = new(StringComparer.Ordinal);

    public object? LastResult { get; private set; }

    /// <summary>The activity whose result is the last one.</summary>
    public string? LastId { get; private set; }

    /// <summary>All that is kept: activity id, its name, its outputs.</summary>
    public IReadOnlyList<(string Id, string? Name, IReadOnlyDictionary<string, object?> Outputs)> All
    {
        get
        {
            lock (_gate)
                return [.. _byId.Select(o => (o.Key, _idOfName.FirstOrDefault(n => n.Value == o.Key).Key, o.Value))];
        }
    }

    /// <summary>Keeps what an execution gave; call it when the activity completes.</summary>
    /// <param name="activityId">The activity.</param>
    /// <param name="name">Its name, when it has one; of several activities with one name the latest is found by it.</param>
    /// <param name="outputs">Its outputs; none changes nothing.</param>
    public void Record(string activityId, string? name, IReadOnlyDictionary<string, object?> outputs)
    {
        if (outputs.Count == 0)
            return;
        lock (_gate)
        {
            _byId[activityId] = new Dictionary<string, object?>(outputs, StringComparer.OrdinalIgnoreCase);
            if (name is not null)
                _idOfName[name] = activityId;
            LastResult = Main(_byId[activityId]);
            LastId = activityId;
        }
    }

    public bool TryGet(string activityIdOrName, string? output, out object? value)
    {
        lock (_gate)
        {
            value = null;
            if (
                !_byId.TryGetValue(activityIdOrName, out var outputs)
                && !(_idOfName.TryGetValue(activityIdOrName, out var id) && _byId.TryGetValue(id, out outputs))
            )
                return false;
            if (output is not null)
                return outputs.TryGetValue(output, out value);
            value = Main(outputs);
            return true;
        }
    }

    private static object? Main(IReadOnlyDictionary<string, object?> outputs) =>
        outputs.TryGetValue(ResultName, out var result) ? result : outputs.Values.First();
}
