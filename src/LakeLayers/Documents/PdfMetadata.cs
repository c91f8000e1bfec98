namespace Penstock.LakeLayers.Documents;

/// <summary>What the document says about itself; null where it says nothing.</summary>
public sealed record PdfMetadata
{
    /// <summary>Title.</summary>
    public string? Title { get; init; }

    /// <summary>Author.</summary>
    public string? Author { get; init; }

    /// <summary>Subject.</summary>
    public string? Subject { get; init; }

    /// <summary>The program the document was written in.</summary>
    public string? Creator { get; init; }

    /// <summary>The program that made the PDF.</summary>
    public string? Producer { get; init; }

    /// <summary>When it was made (UTC).</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it was last changed (UTC).</summary>
    public DateTimeOffset? ModifiedAt { get; init; }
}
