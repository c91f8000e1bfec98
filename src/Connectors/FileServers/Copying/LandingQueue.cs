using System.Threading.Channels;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Zones;

namespace Penstock.Connectors.FileServers.Copying;

/// <summary>
/// Takes complete files from all connections, makes them objects and notes them in the landing index. Connections need not wait for
/// the disk: many small writes at once share the file system's journal commits, and the index takes as many rows at once as have come.
/// </summary>
internal sealed class LandingQueue : IAsyncDisposable
{
    private const int StoresAtOnce = 16;
    private const int FilesAhead = 64;
    private const int LargestBatch = 500;
    private readonly Channel<(LandingDraft Draft, StagedObject? Staged)> _files = Channel.CreateBounded<(LandingDraft, StagedObject?)>(FilesAhead);
    private readonly Channel<LandingDraft> _drafts = Channel.CreateUnbounded<LandingDraft>(new() { SingleReader = true });
    private readonly Action<LandingDraft, Exception?> _stored;
    private readonly CancellationTokenSource _stop;
    private readonly Task<int> _all;

    /// <param name="landing">Where they go.</param>
    /// <param name="stored">Told of every file when it is an object, or why it is none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public LandingQueue(LandingZone landing, Action<LandingDraft, Exception?> stored, CancellationToken cancellationToken)
    {
        _stored = stored;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _all = RunAsync(landing, _stop.Token);
    }

    /// <summary>Queues one; it is the queue's to dispose from here on. A queue that failed fails this too, so that no more is copied in vain.</summary>
    public async ValueTask AddAsync(LandingDraft draft, StagedObject? staged)
    {
        try
        {
            await _files.Writer.WriteAsync((draft, staged), _stop.Token);
        }
        catch
        {
            if (staged is not null) await staged.DisposeAsync();
            if (_stop.IsCancellationRequested) await _all; // What stopped it says more than that it stopped.
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
            if (left.Staged is not null) await left.Staged.DisposeAsync();
        }
        _stop.Dispose();
    }

    private async Task<int> RunAsync(LandingZone landing, CancellationToken cancellationToken)
    {
        var noting = Task.Run(() => NoteAsync(landing, cancellationToken), cancellationToken);
        var storing = Task.WhenAll(Enumerable.Range(0, StoresAtOnce).Select(_ => Task.Run(() => StoreAsync(cancellationToken), cancellationToken)));
        // The first that fails stops the others: without an index there is no use in objects.
        if (await Task.WhenAny(noting, storing) is { IsCompletedSuccessfully: false }) await _stop.CancelAsync();
        try
        {
            await storing;
        }
        finally
        {
            _drafts.Writer.TryComplete();
            if (noting.IsFaulted) await noting;
        }
        return await noting;
    }

    private async Task StoreAsync(CancellationToken cancellationToken)
    {
        await foreach (var (draft, staged) in _files.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                if (staged is not null)
                {
                    await using var ours = staged;
                    await LandingZone.StoreAsync(staged, draft, cancellationToken);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                _stored(draft, e);
                continue;
            }
            // Bytes that are known are noted too: the index then has the source's new modification time.
            await _drafts.Writer.WriteAsync(draft, cancellationToken);
            _stored(draft, null);
        }
    }

    private async Task<int> NoteAsync(LandingZone landing, CancellationToken cancellationToken)
    {
        var added = 0;
        var batch = new List<LandingDraft>();
        while (await _drafts.Reader.WaitToReadAsync(cancellationToken))
        {
            while (batch.Count < LargestBatch && _drafts.Reader.TryRead(out var draft)) batch.Add(draft);
            added += (await landing.IndexAsync(batch, cancellationToken)).Count(isNew => isNew);
            batch.Clear();
        }
        return added;
    }
}
