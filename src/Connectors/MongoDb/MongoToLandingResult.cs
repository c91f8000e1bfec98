namespace Penstock.Connectors.MongoDb;

/// <summary>What a run of <see cref="MongoToLanding"/> did.</summary>
/// <param name="Changed">Whether anything was published.</param>
/// <param name="Documents">Documents published, those that an interrupted run had landed included.</param>
/// <param name="Objects">Objects published.</param>
/// <param name="JsonBytes">Their size before compression.</param>
/// <param name="StoredBytes">Their size as stored.</param>
/// <param name="ContinuedDocuments">Of the documents, how many an interrupted run had landed.</param>
/// <param name="InvalidUtf8Documents">Documents in which bytes that are no UTF-8 were replaced by U+FFFD.</param>
/// <param name="Reconnects">How often a cut connection was taken up again.</param>
public sealed record MongoToLandingResult(
    bool Changed,
    long Documents,
    int Objects,
    long JsonBytes,
    long StoredBytes,
    long ContinuedDocuments,
    long InvalidUtf8Documents,
    int Reconnects
)
{
    /// <summary>Of the documents, how many came late: behind the watermark, within the allowed lateness.</summary>
    public long LateDocuments { get; init; }
}
