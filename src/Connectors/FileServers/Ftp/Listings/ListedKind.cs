namespace Penstock.Connectors.FileServers.Ftp.Listings;

/// <summary>What a line of a listing is about.</summary>
internal enum ListedKind
{
    /// <summary>A file.</summary>
    File,

    /// <summary>A folder.</summary>
    Directory,

    /// <summary>A link to a file or folder; the listing does not tell which.</summary>
    Link,

    /// <summary>A device, pipe or socket: nothing to copy.</summary>
    Other,
}
