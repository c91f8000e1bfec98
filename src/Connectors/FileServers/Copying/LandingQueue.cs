using System.Threading.Channels;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Zones;

namespace Penstock.Connectors.FileServers.Copying;

/// <summary>
/// Takes complete files from all connections, makes them objects and notes them in the landing index. Connections need not wait
/// for
/// the disk: while it syncs some files the next ones gather, and are then made durable and noted together.
/// </summary>
internal sealed class LandingQueue : IAsyncDisposable
{
    private const int FilesAhead = 256;
    private readonly Channel<(LandingDraft Draft, StagedObject? Staged)> _files = Channel.CreateBounded<(
        LandingDraft,
        StagedObject?
    )>(new BoundedChannelOptions(FilesAhead) { SingleReader = true });
    private readonly Action<LandingDraft, Exception?> _stored;
    private readonly CancellationTokenSource _stop;
    private readonly Task<int> _all;

    /// <param name="landing">Where they go.</param>
    /// <param name="stored">Told of every file when it is an object, or why it is none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public LandingQueue(
        LandingZone landing,
        Action<LandingDraft, Exception?> stored,
        CancellationToken cancellationToken
    )
    {
        _stored = stored;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _all = RunAsync(landing, _stop.Token);
    }

    /// <summary>
    /// Queues one; it is the queue's to dispose from here on. A queue that failed fails this too, so that no more is copied in
    /// vain.
    /// </summary>
    public async ValueTask AddAsync(LandingDraft draft, StagedObject? staged)
    {
        try
        {
            await _files.Writer.WriteAsync((draft, staged), _stop.Token);
        }
        catch
        {
            if (staged is not null)
                await staged.DisposeAsync();
            if (_stop.IsCancellationRequested)
                await _all; // What stopped it says more than that it stopped.
            throw;
        }
    }

    /// <summary>Waits until all are objects and noted.</summary>
    /// <returns>How many were new.</returns>
    public Task<int> FinishAsync()
    {
        _files.Writer.TryComplete();
        return _all;
    }

    /// <summary>Stops what is under way and forgets what was not stored yet.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _files.Writer.TryComplete();
        await Task.WhenAny(_all);
        while (_files.Reader.TryRead(out var left))
        {
            if (left.Staged is not null)
                await left.Staged.DisposeAsync();
        }
        _stop.Dispose();
    }

    private async Task<int> RunAsync(LandingZone landing, CancellationToken cancellationToken)
    {
        var added = 0;
        var batch = new List<(LandingDraft Draft, StagedObject? Staged)>(FilesAhead);
        try
        {
            while (await _files.Reader.WaitToReadAsync(cancellationToken))
            {
                while (batch.Count < FilesAhead && _files.Reader.TryRead(out var file))
                    batch.Add(file);
                added += await LandAsync(landing, batch, cancellationToken);
                batch.Clear();
            }
            return added;
        }
        catch
        {
            // Without an index there is no use in more objects: whoever still copies is stopped.
            await _stop.CancelAsync();
            throw;
        }
        finally
        {
            foreach (var (_, staged) in batch)
            {
                if (staged is not null)
                    await staged.DisposeAsync();
            }
        }
    }

    private async Task<int> LandAsync(
        LandingZone landing,
        List<(LandingDraft Draft, StagedObject? Staged)> batch,
        CancellationToken cancellationToken
    )
    {
        var toStore = batch.Where(f => f.Staged is not null).Select(f => (f.Draft, f.Staged!)).ToList();
        var errors = await landing.StoreAsync(toStore, cancellationToken);
        var failed = new HashSet<LandingDraft>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < errors.Count; i++)
        {
            if (errors[i] is not { } error)
                continue;
            await toStore[i].Item2.DisposeAsync();
            failed.Add(toStore[i].Draft);
            _stored(toStore[i].Draft, error);
        }
        // Bytes that are known are noted too: the index then has the source's new modification time.
        List<LandingDraft> stored = [.. batch.Select(f => f.Draft).Where(d => !failed.Contains(d))];
        var isNew = await landing.IndexAsync(stored, cancellationToken);
        stored.ForEach(d => _stored(d, null));
        return isNew.Count(n => n);
    }
}
