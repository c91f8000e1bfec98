using System.Runtime.ExceptionServices;

namespace Penstock.LakeLayers.Documents;

/// <summary>
/// Reads PDFs: PdfPig first, in a process of our own that reads many documents; Debian's poppler-utils as second opinion
/// on pages
/// that PdfPig could not read, or whose text it may have missed. All of it under limits of time, processor time, memory,
/// pages and
/// output. Whatever is wrong with a document becomes its status and error; only a machine without the parsers throws.
/// One instance may parse many documents at once.
/// </summary>
public sealed class PdfParser : IAsyncDisposable
{
    private readonly PdfLimits _limits;
    private readonly OwnerPasswordPolicy _policy;
    private readonly FirstReader _first;

    /// <summary>Makes a parser.</summary>
    /// <param name="limits">What one document may cost; the defaults when null.</param>
    /// <param name="policy">Whether to read documents whose owner forbids copying.</param>
    /// <exception cref="Core.Errors.UsageException">A limit is out of its range.</exception>
    public PdfParser(PdfLimits? limits = null, OwnerPasswordPolicy policy = OwnerPasswordPolicy.Read)
    {
        _limits = (limits ?? new PdfLimits()).Check();
        _policy = policy;
        _first = new FirstReader(_limits);
    }

    /// <summary>Parses one document and hands out its pages in order while it goes.</summary>
    /// <param name="path">A readable local file; it is never written.</param>
    /// <param name="onPage">Receives each page; what it throws ends the parsing and is thrown on.</param>
    /// <param name="cancellationToken">Ends the parser process.</param>
    /// <exception cref="Core.Errors.PenstockException">The PDF reader, poppler-utils or prlimit is not there.</exception>
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
        var document = new DocumentParsing(path, _limits, page => onPage(page, cancellationToken), deadline.Token);
        try
        {
            // The second opinion needs time of its own.
            using var half = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
            half.CancelAfter(_limits.Time / 2);
            var reading = await _first.ReadAsync(path, document.AddAsync, half.Token);
            cancellationToken.ThrowIfCancellationRequested();
            var result = await document.EndAsync(reading, isEncrypted);
            cancellationToken.ThrowIfCancellationRequested();
            return result;
        }
        catch (ReceiverException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }

    /// <summary>Ends the processes that wait for documents.</summary>
    public ValueTask DisposeAsync() => _first.DisposeAsync();
}
