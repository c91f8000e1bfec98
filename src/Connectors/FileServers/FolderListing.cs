using System.Collections.ObjectModel;

namespace Penstock.Connectors.FileServers;

/// <summary>The files and folders directly in a folder, and what the server said besides that was not understood.</summary>
public sealed class FolderListing(IList<FileEntry> entries) : ReadOnlyCollection<FileEntry>(entries)
{
    /// <summary>Lines of the listing that could not be read: each may be a file that is not among the entries.</summary>
    public IReadOnlyList<FileFailure> Failures { get; init; } = [];
}
