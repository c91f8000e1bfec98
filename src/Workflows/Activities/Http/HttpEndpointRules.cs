namespace Penstock.Workflows.Activities.Http;

/// <summary>Who and what an HTTP endpoint lets in.</summary>
public sealed record HttpEndpointRules
{
    /// <summary>The outcome of a body that is too large.</summary>
    public const string RequestTooLarge = "Request too large";

    /// <summary>The outcome of a file that is too large.</summary>
    public const string FileTooLarge = "File too large";

    /// <summary>The outcome of a file name of the wrong ending.</summary>
    public const string InvalidExtension = "Invalid file extension";

    /// <summary>The outcome of a file of the wrong media type.</summary>
    public const string InvalidMimeType = "Invalid file MIME type";

    /// <summary>Only signed-in callers.</summary>
    public bool Authorize { get; init; }

    /// <summary>Only callers who satisfy this policy.</summary>
    public string? Policy { get; init; }

    /// <summary>How long a caller waits.</summary>
    public TimeSpan? RequestTimeout { get; init; }

    /// <summary>The largest body in bytes.</summary>
    public long? RequestSizeLimit { get; init; }

    /// <summary>The largest file in bytes.</summary>
    public long? FileSizeLimit { get; init; }

    /// <summary>The only endings of file names; any when empty.</summary>
    public IReadOnlyList<string> AllowedFileExtensions { get; init; } = [];

    /// <summary>Endings of file names that are refused.</summary>
    public IReadOnlyList<string> BlockedFileExtensions { get; init; } = [];

    /// <summary>The only media types of files; any when empty.</summary>
    public IReadOnlyList<string> AllowedMimeTypes { get; init; } = [];

    /// <summary>The problems that are outcomes of the activity rather than answers of the server.</summary>
    public IReadOnlyList<string> Exposed { get; init; } = [];

    /// <summary>What is wrong with a file; null when nothing is.</summary>
    public string? ProblemOf(string fileName, string? contentType, long length)
    {
        if (length > FileSizeLimit)
            return FileTooLarge;
        var extension = Path.GetExtension(fileName);
        if (AllowedFileExtensions.Count > 0 && !Holds(AllowedFileExtensions, extension))
            return InvalidExtension;
        if (Holds(BlockedFileExtensions, extension))
            return InvalidExtension;
        return
            AllowedMimeTypes.Count > 0
            && !AllowedMimeTypes.Contains(contentType?.Split(';')[0].Trim() ?? "", StringComparer.OrdinalIgnoreCase)
            ? InvalidMimeType
            : null;
    }

    private static bool Holds(IEnumerable<string> extensions, string extension) =>
        extensions.Any(e => e.TrimStart('.').Equals(extension.TrimStart('.'), StringComparison.OrdinalIgnoreCase));
}
