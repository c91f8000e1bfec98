using System.Collections.Concurrent;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Zones;
using Polly;

namespace Penstock.Connectors.FileServers.Copying;

/// <summary>Copies a list of files over several connections at once.</summary>
internal sealed class CopyRun
{
    private readonly FilesToLandingOptions _options;
    private readonly StepContext _context;
    private readonly FileCopy _copy;
    private readonly ConcurrentQueue<FileEntry> _files;
    private readonly IReadOnlyDictionary<string, LandedObject> _known;
    private readonly ConcurrentBag<FileFailure> _failures = [];
    private readonly int _total;
    private readonly long _totalBytes;
    private int _done;
    private int _same;
    private long _bytes;

    public CopyRun(LandingZone landing, FilesToLandingOptions options, StepContext context, ResiliencePipeline retries,
        IReadOnlyCollection<FileEntry> files, IReadOnlyDictionary<string, LandedObject> known)
    {
        _options = options;
        _context = context;
        _known = known;
        _copy = new FileCopy(landing, options, retries, context.Time, context.Identity.RunId, count => Report(count, null));
        // The largest first: a large file begun last would leave the other connections idle.
        _files = new(files.OrderByDescending(f => f.Size ?? 0));
        _total = files.Count;
        _totalBytes = files.Sum(f => f.Size ?? 0);
        Queue = landing;
    }

    /// <summary>Bytes received.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Files that were read and found to be the same.</summary>
    public int Same => _same;

    /// <summary>Files that could not be copied, in the order of their addresses.</summary>
    public IReadOnlyList<FileFailure> Failures => [.. _failures.OrderBy(f => f.SourceUri, StringComparer.Ordinal)];

    private LandingZone Queue { get; }

    /// <summary>Copies all; the first connection is the caller's, further ones are opened here.</summary>
    /// <returns>How many files' content is new in landing.</returns>
    public async Task<int> RunAsync(IFileServer first, Func<IFileServer> open, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var queue = new LandingQueue(Queue, stop.Token);
        var workers = Enumerable.Range(0, Math.Min(_options.MaxConnections, _total)).Select(i => WorkAsync(i == 0 ? first : open(), i > 0, queue, stop)).ToList();
        try
        {
            await Task.WhenAll(workers);
        }
        catch (Exception)
        {
            await stop.CancelAsync();
            await Task.WhenAny(queue.FinishAsync());
            throw;
        }
        return await queue.FinishAsync();
    }

    private async Task WorkAsync(IFileServer server, bool isOurs, LandingQueue queue, CancellationTokenSource stop)
    {
        try
        {
            while (_files.TryDequeue(out var file)) await CopyAsync(server, file, queue, stop.Token);
        }
        catch (Exception)
        {
            await stop.CancelAsync();
            throw;
        }
        finally
        {
            if (isOurs) await server.DisposeAsync();
        }
    }

    private async Task CopyAsync(IFileServer server, FileEntry file, LandingQueue queue, CancellationToken cancellationToken)
    {
        var uri = server.UriOf(file.Path);
        LandingDraft draft;
        try
        {
            (draft, var isSame) = await _copy.CopyAsync(server, file, _known.GetValueOrDefault(uri), cancellationToken);
            if (isSame) Interlocked.Increment(ref _same);
        }
        catch (Exception e) when (e is PenstockException or IOException or UnauthorizedAccessException)
        {
            _failures.Add(new FileFailure(uri, e));
            return;
        }
        // The same bytes are noted too: the index then knows the source's new modification time.
        await queue.AddAsync(draft);
        Interlocked.Increment(ref _done);
        Report(0, uri);
    }

    private void Report(int count, string? uri) =>
        _context.Progress.Report(new StepProgress(_done, Interlocked.Add(ref _bytes, count), _total, _totalBytes, uri));
}
