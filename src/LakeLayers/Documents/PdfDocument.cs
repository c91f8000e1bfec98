namespace Penstock.LakeLayers.Documents;

/// <summary>The outcome of parsing one PDF; its pages were handed out while it was read.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Error">Why it did not end well, for people; null when it did.</param>
/// <param name="Metadata">What the document says about itself.</param>
/// <param name="PageCount">Pages of the document, also those over a limit; null when unknown.</param>
/// <param name="PagesRead">Pages handed out.</param>
/// <param name="PagesWithoutText">Pages handed out that have no word.</param>
/// <param name="IsEncrypted">Whether it is encrypted, with a user or an owner password.</param>
public sealed record PdfDocument(
    PdfParseStatus Status,
    string? Error,
    PdfMetadata Metadata,
    int? PageCount,
    int PagesRead,
    int PagesWithoutText,
    bool IsEncrypted
)
{
    /// <summary>Pages were read and none has text: a scan that needs character recognition.</summary>
    public bool HasNoText => PagesRead > 0 && PagesWithoutText == PagesRead;
}
