using Penstock.Core.Errors;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Documents;

/// <summary>What <see cref="DocumentsToRaw"/> reads and writes.</summary>
/// <param name="Feed">The landing feed whose objects are PDFs, for instance <c>procedures</c>.</param>
public sealed record DocumentsToRawOptions(string Feed)
{
    /// <summary>The table with a row for each file. Default: <c>raw.documents</c>.</summary>
    public TableName Documents { get; init; } = new("raw", "documents");

    /// <summary>The table with a row for each page. Default: <c>raw.pages</c>.</summary>
    public TableName Pages { get; init; } = new("raw", "pages");

    /// <summary>Documents parsed at once, each in another process. Default: 2. Range: 1 to 64.</summary>
    public int Parallelism { get; init; } = 2;

    /// <summary>What one document may cost.</summary>
    public PdfLimits Limits { get; init; } = new();

    /// <summary>Whether to read documents whose owner forbids copying. Default: read them.</summary>
    public OwnerPasswordPolicy OwnerPassword { get; init; } = OwnerPasswordPolicy.Read;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="UsageException">An option is out of its range.</exception>
    public DocumentsToRawOptions Check()
    {
        if (Parallelism is < 1 or > 64)
            throw new UsageException("The number of documents parsed at once must be 1 to 64", nameof(Parallelism));
        if (string.IsNullOrWhiteSpace(Feed))
            throw new UsageException("The landing feed to read is not named", nameof(Feed), "penstock zones ls");
        if (Documents == Pages)
            throw new UsageException("Documents and pages need a table each", Pages.ToString());
        Limits.Check();
        return this;
    }
}
