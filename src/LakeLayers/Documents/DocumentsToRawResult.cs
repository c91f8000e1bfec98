namespace Penstock.LakeLayers.Documents;

/// <summary>What <see cref="DocumentsToRaw"/> did.</summary>
/// <param name="Documents">Rows added to the documents table; 0 when nothing was new, and then nothing was committed.</param>
/// <param name="Pages">Rows added to the pages table.</param>
/// <param name="Bytes">Bytes of the PDFs read.</param>
/// <param name="Statuses">How many of the documents ended with which status.</param>
public sealed record DocumentsToRawResult(
    int Documents,
    long Pages,
    long Bytes,
    IReadOnlyDictionary<PdfParseStatus, int> Statuses
)
{
    /// <summary>Whether anything was published.</summary>
    public bool Changed => Documents > 0;
}
