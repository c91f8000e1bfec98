using System.Collections.Concurrent;
using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Zones;
using Polly;

namespace Penstock.Connectors.FileServers.Copying;

/// <summary>Copies a list of files over several connections at once.</summary>
internal sealed class CopyRun
{
    // A file of one buffer. A larger one uses a connection to the full by itself, and several buffers.
    private const int SmallFile = 1 << 20;

    private readonly FilesToLandingOptions _options;
    private readonly StepContext _context;
    private readonly LandingZone _landing;
    private readonly FileCopy _copy;
    private readonly ConcurrentQueue<FileEntry> _large;
    private readonly ConcurrentQueue<FileEntry> _small;
    private readonly IReadOnlyDictionary<string, LandedObject> _known;
    private readonly ConcurrentBag<FileFailure> _failures = [];
    private readonly int _total;
    private readonly long _totalBytes;
    private int _done;
    private int _same;
    private long _bytes;

    public CopyRun(
        LandingZone landing,
        FilesToLandingOptions options,
        StepContext context,
        ResiliencePipeline retries,
        IReadOnlyCollection<FileEntry> files,
        IReadOnlyDictionary<string, LandedObject> known
    )
    {
        _options = options;
        _context = context;
        _known = known;
        _copy = new FileCopy(
            landing,
            options,
            retries,
            context.Time,
            context.Identity.RunId,
            count => Report(count, null)
        );
        // The largest first: a large file begun last would leave the other connections idle.
        _large = new(files.Where(f => !IsSmall(f)).OrderByDescending(f => f.Size ?? 0));
        _small = new(files.Where(IsSmall).OrderByDescending(f => f.Size));
        _total = files.Count;
        _totalBytes = files.Sum(f => f.Size ?? 0);
        _landing = landing;
    }

    /// <summary>Bytes received.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Files that were read and found to be the same.</summary>
    public int Same => _same;

    /// <summary>Files that could not be copied, in the order of their addresses.</summary>
    public IReadOnlyList<FileFailure> Failures => [.. _failures.OrderBy(f => f.SourceUri, StringComparer.Ordinal)];

    /// <summary>Copies all; the first connection is the caller's, further ones are opened here.</summary>
    /// <returns>How many files' content is new in landing.</returns>
    public async Task<int> RunAsync(IFileServer first, Func<IFileServer> open, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var queue = new LandingQueue(_landing, Stored, stop.Token);
        await Task.WhenAll(
            Enumerable
                .Range(0, Math.Min(_options.MaxConnections, _total))
                .Select(i => WorkAsync(i == 0 ? first : open(), i > 0, queue, stop))
        );
        return await queue.FinishAsync();
    }

    private async Task WorkAsync(IFileServer server, bool isOurs, LandingQueue queue, CancellationTokenSource stop)
    {
        try
        {
            while (_large.TryDequeue(out var file))
                await CopyAsync(server, file, queue, stop.Token);
            await Task.WhenAll(
                Enumerable.Range(0, server.ReadsAtOnce).Select(_ => CopySmallAsync(server, queue, stop.Token))
            );
        }
        catch (Exception)
        {
            await stop.CancelAsync();
            throw;
        }
        finally
        {
            if (isOurs)
                await server.DisposeAsync();
        }
    }

    private async Task CopySmallAsync(IFileServer server, LandingQueue queue, CancellationToken cancellationToken)
    {
        while (_small.TryDequeue(out var file))
            await CopyAsync(server, file, queue, cancellationToken);
    }

    private async Task CopyAsync(
        IFileServer server,
        FileEntry file,
        LandingQueue queue,
        CancellationToken cancellationToken
    )
    {
        var uri = server.UriOf(file.Path);
        LandingDraft draft;
        StagedObject? staged;
        try
        {
            (draft, staged) = await _copy.CopyAsync(server, file, _known.GetValueOrDefault(uri), cancellationToken);
        }
        catch (Exception e) when (e is PenstockException or IOException or UnauthorizedAccessException)
        {
            _failures.Add(new FileFailure(uri, e));
            return;
        }
        if (staged is null)
            Interlocked.Increment(ref _same);
        await queue.AddAsync(draft, staged);
    }

    private void Stored(LandingDraft draft, Exception? error)
    {
        if (error is not null)
        {
            _failures.Add(new FileFailure(draft.SourceUri, error));
            return;
        }
        Interlocked.Increment(ref _done);
        Report(0, draft.SourceUri);
    }

    private static bool IsSmall(FileEntry file) => file.Size <= SmallFile;

    private void Report(int count, string? uri) =>
        _context.Progress.Report(new StepProgress(_done, Interlocked.Add(ref _bytes, count), _total, _totalBytes, uri));
}
