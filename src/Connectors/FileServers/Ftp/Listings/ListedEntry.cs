namespace Penstock.Connectors.FileServers.Ftp.Listings;

/// <summary>What one line of a listing says.</summary>
/// <param name="Name">The name, one character a byte.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Bytes of a file; null when the line does not tell them exactly.</param>
/// <param name="Modified">When it was changed, as UTC where no zone is said; null when the line does not tell.</param>
internal sealed record ListedEntry(string Name, ListedKind Kind, long? Size, DateTimeOffset? Modified)
{
    /// <summary>Where a link leads, when the line says it.</summary>
    public string? Target { get; init; }

    /// <summary>Whether the time has seconds and a zone: only then can it tell a change.</summary>
    public bool IsExact { get; init; }

    /// <summary>VMS: the version of the file. Of several the highest is the file.</summary>
    public int Version { get; init; }
}
