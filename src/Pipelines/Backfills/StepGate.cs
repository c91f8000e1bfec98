namespace Penstock.Pipelines.Backfills;

/// <summary>
/// Lets the windows of a backfill read their sources at the same time and do everything else one at a time: two runs that
/// change the same
/// tables at once would each be in the other's way.
/// </summary>
public sealed class StepGate : IDisposable
{
    private readonly SemaphoreSlim _place = new(1, 1);

    /// <summary>Waits until no other step works; disposal lets the next one in.</summary>
    public Task<IDisposable> EnterAsync(CancellationToken cancellationToken) =>
        Place.TakeAsync(_place, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _place.Dispose();
}
