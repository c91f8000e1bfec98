using System.Globalization;

namespace Penstock.LakeLayers.Documents;

/// <summary>
/// One document on its way through both parsers: what PdfPig is sure of is handed on; pages it doubts or could not read
/// are asked
/// of poppler, and so is all that comes after its end.
/// </summary>
internal sealed class DocumentParsing(
    string path,
    PdfLimits limits,
    Func<PdfPage, ValueTask> onPage,
    CancellationToken deadline
)
{
    private const int PagesAtOnce = 32;
    private const long BytesAtOnce = 4 << 20;
    private readonly PopplerReader _poppler = new(path, limits);
    private readonly List<FirstPage> _batch = [];
    private long _batchBytes;
    private int _seen;
    private int _read;
    private int _withoutText;
    private (PdfParseStatus Status, string Error)? _flaw;

    /// <summary>Takes the next page from PdfPig.</summary>
    public async Task AddAsync(FirstPage page)
    {
        _batch.Add(page);
        _batchBytes += page.Bytes;
        if (_batch.Count >= PagesAtOnce || _batchBytes >= BytesAtOnce)
            await FlushAsync();
    }

    /// <summary>Reads what is left, and judges.</summary>
    public async Task<PdfDocument> EndAsync(FirstReading first, bool isEncrypted)
    {
        await FlushAsync();
        if (first.ReachedLimit is { } limit)
            return Describe(
                PdfParseStatus.TooLarge,
                $"{limit}; {PagesRead}",
                first.Metadata,
                first.PageCount,
                isEncrypted
            );
        if (first.PageCount > limits.Pages && _seen >= limits.Pages)
            return Describe(
                PdfParseStatus.TooLarge,
                $"The document has more than {limits.Pages} pages; {PagesRead}",
                first.Metadata,
                first.PageCount,
                isEncrypted
            );
        if (first.Failure is null && first.PageCount > 0)
            return Describe(
                _read == 0 ? PdfParseStatus.Damaged : _flaw?.Status ?? PdfParseStatus.Ok,
                _flaw?.Error,
                first.Metadata,
                first.PageCount,
                isEncrypted
            );
        return await ReadRestAsync(first, isEncrypted);
    }

    private string PagesRead =>
        _read == 0 ? "no page was read" : string.Create(CultureInfo.InvariantCulture, $"{_read} pages were read");

    /// <summary>PdfPig has not come to the document's end: poppler reads on where it stopped.</summary>
    private async Task<PdfDocument> ReadRestAsync(FirstReading first, bool isEncrypted)
    {
        var before = _read;
        // One page more than allowed tells a document at the limit from one over it.
        var reading = await _poppler.ReadAsync(_seen + 1, limits.Pages + 1, p => HandOutAsync(p), deadline);
        reading.PagesBefore = before;
        var (status, error) = reading.Judge(limits, deadline.IsCancellationRequested);
        if (status is PdfParseStatus.Damaged && first.IsOutOfMemory)
            (status, error) = (PdfParseStatus.TooLarge, first.Failure);
        else if (status is PdfParseStatus.Damaged or PdfParseStatus.Partial && first.Failure is not null)
            error = $"{error}; {first.Failure}";
        else if (status is PdfParseStatus.Ok && _flaw is { } flaw)
            (status, error) = flaw;
        var pages =
            status is PdfParseStatus.Ok or PdfParseStatus.Partial && reading.Layout.IsComplete
                ? _read
                : first.PageCount;
        if (pages is null && status is PdfParseStatus.TooLarge or PdfParseStatus.Partial)
            pages = (await PdfFacts.ReadAsync(path, limits, deadline)).Pages;
        return Describe(
            status,
            error,
            before == 0 ? reading.Layout.Metadata : first.Metadata,
            pages,
            isEncrypted || status == PdfParseStatus.Encrypted
        );
    }

    private PdfDocument Describe(
        PdfParseStatus status,
        string? error,
        PdfMetadata? metadata,
        int? pages,
        bool isEncrypted
    ) => new(status, error, metadata ?? new PdfMetadata(), pages, _read, _withoutText, isEncrypted);

    private async Task FlushAsync()
    {
        for (int from = 0, to; from < _batch.Count; from = to)
        {
            to = from + 1;
            if (_batch[from].Doubt is null)
            {
                await HandOutAsync(_batch[from].Page!);
                continue;
            }
            while (to < _batch.Count && _batch[to].Doubt is not null)
                to++;
            await AskAgainAsync(_batch.GetRange(from, to - from));
        }
        _batch.Clear();
        _batchBytes = 0;
    }

    /// <summary>Has poppler read pages that PdfPig doubts; what it does not give is taken from PdfPig.</summary>
    private async Task AskAgainAsync(List<FirstPage> pages)
    {
        var second = new Dictionary<int, PdfPage>();
        var reading = await _poppler.ReadAsync(pages[0].Number, pages[^1].Number, Keep, deadline);
        var (status, error) = reading.Judge(limits, deadline.IsCancellationRequested);
        if (status != PdfParseStatus.Ok)
            _flaw ??= (status == PdfParseStatus.Timeout ? status : PdfParseStatus.Partial, error ?? "");
        foreach (var page in pages)
        {
            var other = second.GetValueOrDefault(page.Number);
            if (other is null)
                _flaw ??= (PdfParseStatus.Partial, $"Page {page.Number}: {page.Doubt}");
            // An empty page is an answer too: hidden layers, glyphs that mean nothing.
            var best = other ?? page.Page;
            if (best is not null)
                await HandOutAsync(best);
            else
                _seen = page.Number;
        }

        Task Keep(PdfPage page)
        {
            second[page.Number] = page;
            return Task.CompletedTask;
        }
    }

    private async Task HandOutAsync(PdfPage page)
    {
        try
        {
            await onPage(page);
        }
        catch (Exception e)
        {
            throw new ReceiverException(e);
        }
        _seen = page.Number;
        _read++;
        if (page.Words.Count == 0)
            _withoutText++;
    }
}
