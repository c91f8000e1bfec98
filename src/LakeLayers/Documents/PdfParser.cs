namespace Penstock.LakeLayers.Documents;

/// <summary>
/// Reads PDFs with Debian's poppler-utils, each document in a process of its own with limits of time, processor time, memory,
/// pages and output. Whatever is wrong with a document becomes its status and error; only a machine without the parser throws.
/// One instance may parse many documents at once.
/// </summary>
public sealed class PdfParser
{
    private const int PagesAtOnce = 32;
    private const long BytesAtOnce = 4 << 20;
    private readonly PdfLimits _limits;
    private readonly OwnerPasswordPolicy _policy;

    /// <summary>Makes a parser.</summary>
    /// <param name="limits">What one document may cost; the defaults when null.</param>
    /// <param name="policy">Whether to read documents whose owner forbids copying.</param>
    /// <exception cref="Core.Errors.UsageException">A limit is out of its range.</exception>
    public PdfParser(PdfLimits? limits = null, OwnerPasswordPolicy policy = OwnerPasswordPolicy.Read)
    {
        _limits = (limits ?? new PdfLimits()).Check();
        _policy = policy;
    }

    /// <summary>Parses one document and hands out its pages in order while it goes.</summary>
    /// <param name="path">A readable local file; it is never written.</param>
    /// <param name="onPage">Receives each page; what it throws ends the parsing and is thrown on.</param>
    /// <param name="cancellationToken">Ends the parser process.</param>
    /// <exception cref="Core.Errors.PenstockException">poppler-utils or prlimit is not installed.</exception>
    public async Task<PdfDocument> ParseAsync(
        string path,
        Func<PdfPage, CancellationToken, ValueTask> onPage,
        CancellationToken cancellationToken = default
    )
    {
        path = Path.GetFullPath(path);
        if (new FileInfo(path).Length == 0)
            return new PdfDocument(PdfParseStatus.Empty, "The file has no bytes", new PdfMetadata(), null, 0, 0, false);

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_limits.Time);
        var isEncrypted = false;
        if (await EncryptionMark.IsInAsync(path, cancellationToken))
        {
            var facts = await PdfFacts.ReadAsync(path, _limits, deadline.Token);
            isEncrypted = facts.IsEncrypted || facts.NeedsPassword;
            if (facts is { IsEncrypted: true, AllowsCopying: false } && _policy == OwnerPasswordPolicy.Respect)
                return new PdfDocument(
                    PdfParseStatus.Encrypted,
                    "The owner forbids copying its text",
                    new PdfMetadata(),
                    facts.Pages,
                    0,
                    0,
                    true
                );
        }
        var reading = await ReadPagesAsync(path, onPage, deadline.Token, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return await DescribeAsync(reading, path, isEncrypted, deadline.Token);
    }

    private async Task<Reading> ReadPagesAsync(
        string path,
        Func<PdfPage, CancellationToken, ValueTask> onPage,
        CancellationToken deadline,
        CancellationToken cancellationToken
    )
    {
        // One page more than allowed tells a document at the limit from one over it.
        await using var process = PopplerProcess.Start(
            "pdftotext",
            ["-bbox-layout", "-enc", "UTF-8", "-l", $"{_limits.Pages + 1}", path, "-"],
            _limits,
            deadline
        );
        var layout = new LayoutReader(process.Output, _limits);
        var reading = new Reading { Layout = layout };
        var batch = new List<LayoutPage>();
        await foreach (var page in layout.ReadAsync(cancellationToken))
        {
            batch.Add(page);
            if (batch.Count >= PagesAtOnce || batch.Sum(p => p.Bytes) >= BytesAtOnce)
                await HandOutAsync();
        }
        await HandOutAsync();
        if (layout.ReachedLimit is not null)
            process.Kill();
        (reading.ExitCode, reading.Errors) = await process.WaitAsync();
        reading.WasFlooding = process.WasFlooding;
        return reading;

        async Task HandOutAsync()
        {
            var (pages, unsure) = await PlainText.CompleteAsync(path, batch, _limits, deadline);
            reading.PagesWithUnsureText += unsure;
            foreach (var page in pages)
            {
                await onPage(page, cancellationToken);
                reading.Pages++;
                if (page.Words.Count == 0)
                    reading.PagesWithoutText++;
            }
            batch.Clear();
        }
    }

    private async Task<PdfDocument> DescribeAsync(
        Reading reading,
        string path,
        bool isEncrypted,
        CancellationToken deadline
    )
    {
        var (status, error) = reading.Judge(_limits, deadline.IsCancellationRequested);
        int? pages =
            status is PdfParseStatus.Ok or PdfParseStatus.Partial && reading.Layout.IsComplete ? reading.Pages : null;
        if (pages is null && status is PdfParseStatus.TooLarge or PdfParseStatus.Partial)
            pages = (await PdfFacts.ReadAsync(path, _limits, deadline)).Pages;
        return new PdfDocument(
            status,
            error,
            reading.Layout.Metadata,
            pages,
            reading.Pages,
            reading.PagesWithoutText,
            isEncrypted || status == PdfParseStatus.Encrypted
        );
    }
}
