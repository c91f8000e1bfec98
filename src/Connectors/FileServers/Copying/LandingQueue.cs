using System.Threading.Channels;
using Penstock.LakeLayers.Zones;

namespace Penstock.Connectors.FileServers.Copying;

/// <summary>Collects stored files from all connections and notes them in the landing index, as many at once as have come meanwhile.</summary>
internal sealed class LandingQueue
{
    private const int LargestBatch = 500;
    private readonly Channel<LandingDraft> _drafts = Channel.CreateUnbounded<LandingDraft>(new() { SingleReader = true });
    private readonly Task<int> _noting;

    public LandingQueue(LandingZone landing, CancellationToken cancellationToken) => _noting = Task.Run(() => NoteAsync(landing, cancellationToken), cancellationToken);

    /// <summary>Queues one; an index that failed fails this too, so that no more is copied in vain.</summary>
    public async ValueTask AddAsync(LandingDraft draft)
    {
        if (_noting.IsFaulted) await _noting;
        await _drafts.Writer.WriteAsync(draft);
    }

    /// <summary>Waits until all are noted.</summary>
    /// <returns>How many were new.</returns>
    public Task<int> FinishAsync()
    {
        _drafts.Writer.TryComplete();
        return _noting;
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
