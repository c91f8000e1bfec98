namespace Penstock.Connectors.FileServers;

/// <summary>What a file server tells about one file or folder.</summary>
/// <param name="Path">How the server is asked for it; opaque, the server's own text. Never a path on this machine.</param>
/// <param name="Name">The last part of the path, for globs and people.</param>
/// <param name="Size">Bytes; null when the server does not tell.</param>
/// <param name="ModifiedAt">When it was last changed (UTC); null when the server does not tell. Whole seconds for FTP, SFTP
/// and HTTP.</param>
/// <param name="IsDirectory">Whether it is a folder.</param>
public sealed record FileEntry(string Path, string Name, long? Size, DateTimeOffset? ModifiedAt, bool IsDirectory)
{
    /// <summary>The server's version tag of the content (HTTP's strong ETag); compares for equality only.</summary>
    public string? Version { get; init; }

    /// <summary>
    /// Whether the time is one of an FTP listing, to the minute or day and of a zone that the server does not tell: good
    /// enough for a window,
    /// but no proof that a file is the same.
    /// </summary>
    public bool IsTimeCoarse { get; init; }

    /// <summary>Whether another look at the same file gave the same facts, as far as the server tells any.</summary>
    public bool HasSameFacts(FileEntry other) =>
        Size == other.Size && ModifiedAt == other.ModifiedAt && Version == other.Version;
}
