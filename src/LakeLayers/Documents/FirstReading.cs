namespace Penstock.LakeLayers.Documents;

/// <summary>What PdfPig says about a document, besides its pages.</summary>
internal sealed class FirstReading
{
    /// <summary>The document's own words about itself.</summary>
    public PdfMetadata? Metadata { get; set; }

    /// <summary>Pages of the document; null when it could not be opened.</summary>
    public int? PageCount { get; set; }

    /// <summary>Why not every page had its turn; null when it had.</summary>
    public string? Failure { get; set; }

    /// <summary>Which limit was reached, for people; null when none. No other parser need be asked then.</summary>
    public string? ReachedLimit { get; set; }

    /// <summary>Whether the process ran out of memory.</summary>
    public bool IsOutOfMemory { get; set; }
}
