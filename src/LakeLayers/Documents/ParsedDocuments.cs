using System.Collections.Concurrent;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Zones;

namespace Penstock.LakeLayers.Documents;

/// <summary>
/// Parses a run's documents, several at once, into scratch files of rows: memory stays the same however many there are.
/// </summary>
internal sealed class ParsedDocuments(Lake lake, string folder, DocumentsToRawOptions options, StepContext context)
    : IDisposable
{
    private readonly PdfParser _parser = new(options.Limits, options.OwnerPassword);
    private readonly Provenance _provenance = new(context.Identity.RunId, context.Time.GetUtcNow());
    private readonly JsonLines _documents = new(Path.Combine(folder, "documents.ndjson"));
    private readonly ConcurrentBag<JsonLines> _idle = [];
    private readonly ConcurrentBag<JsonLines> _pages = [];
    private int _done;
    private int _fileNumber;

    /// <summary>The scratch file with the rows of the documents table.</summary>
    public string DocumentsPath => Path.Combine(folder, "documents.ndjson");

    /// <summary>The pattern of the scratch files with the rows of the pages table.</summary>
    public string PagesPattern => Path.Combine(folder, "pages-*.ndjson");

    /// <summary>Rows of the pages table.</summary>
    public long PageCount => _pages.Sum(p => p.Count);

    /// <summary>Bytes of the longest row of the pages table.</summary>
    public long LongestPage => _pages.Max(p => p.Longest);

    /// <summary>Bytes of the files parsed.</summary>
    public long Bytes { get; private set; }

    /// <summary>How many documents ended with which status.</summary>
    public SortedDictionary<PdfParseStatus, int> Statuses { get; } = [];

    /// <summary>
    /// Parses all files; those with the same content once. Pages of contents in <paramref name="known"/> are left out.
    /// </summary>
    public async Task ParseAsync(
        IReadOnlyList<LandedObject> files,
        IReadOnlySet<string> known,
        CancellationToken cancellationToken
    )
    {
        var limit = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Parallelism,
            CancellationToken = cancellationToken,
        };
        try
        {
            await Parallel.ForEachAsync(
                files.GroupBy(f => f.Sha256),
                limit,
                async (same, ct) =>
                {
                    var document = await ParseOneAsync(same.First(), known.Contains(same.Key), ct);
                    lock (_documents)
                        Note([.. same], document, files);
                }
            );
        }
        finally
        {
            await _parser.DisposeAsync();
            Dispose();
        }
    }

    public void Dispose()
    {
        _documents.Dispose();
        foreach (var pages in _pages)
            pages.Dispose();
    }

    private async Task<PdfDocument> ParseOneAsync(LandedObject file, bool isKnown, CancellationToken cancellationToken)
    {
        if (!_idle.TryTake(out var pages))
            pages = OpenPages();
        using var copy = await lake.Objects.FetchAsync(file.Key, cancellationToken);
        var document = await _parser.ParseAsync(copy.Path, Write, cancellationToken);
        _idle.Add(pages);
        return document;

        ValueTask Write(PdfPage page, CancellationToken _)
        {
            if (!isKnown)
                PageRows.Write(pages, file, page, _provenance);
            return ValueTask.CompletedTask;
        }
    }

    private JsonLines OpenPages()
    {
        var pages = new JsonLines(Path.Combine(folder, $"pages-{Interlocked.Increment(ref _fileNumber):D2}.ndjson"));
        _pages.Add(pages);
        return pages;
    }

    private void Note(List<LandedObject> same, PdfDocument document, IReadOnlyList<LandedObject> all)
    {
        foreach (var file in same)
            DocumentRows.Write(_documents, file, document, _provenance);
        Statuses[document.Status] = Statuses.GetValueOrDefault(document.Status) + same.Count;
        Bytes += same.Sum(f => f.Size);
        _done += same.Count;
        context.Progress.Report(new StepProgress(_done, Bytes, all.Count, all.Sum(f => f.Size), same[0].SourceUri));
    }
}
