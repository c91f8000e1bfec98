using Penstock.Core.Errors;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Documents;

/// <summary>What <see cref="ChunkDocuments"/> reads and writes.</summary>
public sealed record ChunkDocumentsOptions
{
    private readonly int? _overlap;

    /// <summary>The table with a row for each page. Default: <c>raw.pages</c>.</summary>
    public TableName Pages { get; init; } = new("raw", "pages");

    /// <summary>The table with a row for each chunk. Default: <c>refined.document_chunks</c>.</summary>
    public TableName Chunks { get; init; } = new("refined", "document_chunks");

    /// <summary>
    /// About how many characters (Unicode code points) a chunk has; with its overlap and a whole last sentence it has up to a
    /// quarter more. Default: 1,000. Range: 100 to 100,000.
    /// </summary>
    public int Length { get; init; } = 1_000;

    /// <summary>
    /// About how many characters a chunk repeats of the one before it. Default: 15 % of the length. Range: 0 to a third of it.
    /// </summary>
    public int Overlap
    {
        get => _overlap ?? Length * 15 / 100;
        init => _overlap = value;
    }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="UsageException">An option is out of its range.</exception>
    public ChunkDocumentsOptions Check()
    {
        if (Length is < 100 or > 100_000)
            throw new UsageException("The length of a chunk must be 100 to 100,000 characters", nameof(Length));
        if (Overlap < 0 || Overlap > Length / 3)
            throw new UsageException("The overlap of chunks must be 0 to a third of their length", nameof(Overlap));
        return this;
    }
}
