using System.Globalization;

namespace Penstock.LakeLayers.Documents;

/// <summary>What one run of poppler over a document, or some of its pages, left behind, and the judgement on it.</summary>
internal sealed class Reading
{
    private const int FirstSignal = 128;

    public required LayoutReader Layout { get; init; }
    public int ExitCode { get; set; }
    public string Errors { get; set; } = "";
    public bool WasFlooding { get; set; }
    public int Pages { get; set; }

    /// <summary>Pages that were read before this run, by the other parser.</summary>
    public int PagesBefore { get; set; }
    public int PagesWithUnsureText { get; set; }

    /// <summary>
    /// The status and what to say about it. Exit code 0 alone proves nothing: poppler also mends broken files, with
    /// losses.
    /// </summary>
    public (PdfParseStatus Status, string? Error) Judge(PdfLimits limits, bool isOverTime)
    {
        var read =
            Total == 0 ? "no page was read" : string.Create(CultureInfo.InvariantCulture, $"{Total} pages were read");
        if (Layout.ReachedLimit is { } limit)
            return (PdfParseStatus.TooLarge, $"{limit}; {read}");
        if (isOverTime)
            return (PdfParseStatus.Timeout, $"The parser did not end within {limits.Time.TotalSeconds:0.#} s; {read}");
        if (ExitCode is FirstSignal + 24 or FirstSignal + 9 && !WasFlooding)
            return (
                PdfParseStatus.Timeout,
                $"The parser used up its {limits.ProcessorTime.TotalSeconds:0.#} s of processor time; {read}"
            );
        if (IsOutOfMemory && !Layout.IsComplete)
            return (
                PdfParseStatus.TooLarge,
                $"The parser needs more than {limits.MemoryBytes >> 20} MiB of memory; {read}"
            );
        if (Errors.Contains("Incorrect password", StringComparison.Ordinal))
            return (PdfParseStatus.Encrypted, "A password is needed to open it");
        if (Errors.Contains("Document stream is empty", StringComparison.Ordinal))
            return (PdfParseStatus.Empty, "The file has no content");
        if (Total == 0)
            return (PdfParseStatus.Damaged, Complaint ?? $"The parser found no page (exit code {ExitCode})");
        if (ExitCode > FirstSignal && !WasFlooding)
            return (PdfParseStatus.Partial, $"The parser crashed (signal {ExitCode - FirstSignal}); {read}");
        if (!Layout.IsComplete || Complaint is not null)
            return (PdfParseStatus.Partial, Complaint ?? $"The parser stopped early; {read}");
        return PagesWithUnsureText == 0
            ? (PdfParseStatus.Ok, null)
            : (
                PdfParseStatus.Partial,
                $"The text of {PagesWithUnsureText} pages was composed from their words: pdftotext gave none for them"
            );
    }

    private int Total => PagesBefore + Pages;

    private bool IsOutOfMemory =>
        Errors.Contains("Out of memory", StringComparison.Ordinal)
        || Errors.Contains("bad_alloc", StringComparison.Ordinal);

    /// <summary>The first error the parser printed (not a warning), shortened.</summary>
    private string? Complaint
    {
        get
        {
            var line = Errors
                .Split('\n')
                .FirstOrDefault(l =>
                    l.Contains("Error", StringComparison.Ordinal)
                    || l.StartsWith("Out of memory", StringComparison.Ordinal)
                );
            return line is null ? null
                : line.Length <= 300 ? line.Trim()
                : line[..300];
        }
    }
}
