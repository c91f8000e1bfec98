using System.Collections.Concurrent;
using Penstock.LakeLayers.ObjectStores;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// The objects in the making of one step; those that were not committed are gone at its end, whatever the reason.
/// </summary>
internal sealed class Staging(IObjectStore store) : IAsyncDisposable
{
    private readonly ConcurrentBag<StagedObject> _staged = [];

    public StagedObject Stage()
    {
        var staged = store.Stage();
        _staged.Add(staged);
        return staged;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var staged in _staged)
            await staged.DisposeAsync();
    }
}
