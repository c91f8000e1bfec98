using System.Collections.Concurrent;

namespace Penstock.Workflows.Tests;

/// <summary>Doors that activities of a test stand before, so that a test decides what happens when, without waiting for time to pass.</summary>
public sealed class Gate
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _arrived = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _open = [];
    private readonly ConcurrentDictionary<string, int> _failures = [];

    /// <summary>How often each name was reached, in order.</summary>
    public ConcurrentQueue<string> Log { get; } = [];

    /// <summary>Lets the activity of a name fail so many times before it works.</summary>
    public void Fail(string name, int times) => _failures[name] = times;

    public bool FailsNow(string name) =>
        _failures.ContainsKey(name) && _failures.AddOrUpdate(name, 0, (_, left) => left - 1) >= 0;

    public Task ArrivedAsync(string name) => Of(_arrived, name).Task.WaitAsync(Patience);

    public void Open(string name) => Of(_open, name).TrySetResult();

    public Task PassAsync(string name, CancellationToken cancellationToken)
    {
        Of(_arrived, name).TrySetResult();
        return Of(_open, name).Task.WaitAsync(Patience, cancellationToken);
    }

    private static TaskCompletionSource Of(ConcurrentDictionary<string, TaskCompletionSource> doors, string name) =>
        doors.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
