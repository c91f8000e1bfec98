namespace Penstock.Pipelines;

/// <summary>A place among those that may work at the same time; disposal gives it back, once.</summary>
internal sealed class Place : IDisposable
{
    private SemaphoreSlim? _places;

    private Place(SemaphoreSlim? places) => _places = places;

    /// <summary>Waits for a place; without <paramref name="places"/> there is always one.</summary>
    public static async Task<IDisposable> TakeAsync(SemaphoreSlim? places, CancellationToken cancellationToken)
    {
        if (places is not null)
            await places.WaitAsync(cancellationToken);
        return new Place(places);
    }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _places, null)?.Release();
}
