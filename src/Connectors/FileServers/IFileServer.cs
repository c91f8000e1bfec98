namespace Penstock.Connectors.FileServers;

/// <summary>
/// One session with a place that holds files. It connects at first use and again after a failure; it does one thing at a time,
/// or <see cref="ReadsAtOnce"/>: whoever wants more opens several (<see cref="FileServers.Open"/>). Every backend passes the
/// same compliance
/// suite (tests/Connectors.Tests/FileServers): what goes wrong is a <see cref="Core.Errors.PenstockException"/>, a
/// <see cref="Core.Errors.TransientException"/> when another try may help.
/// </summary>
public interface IFileServer : IAsyncDisposable
{
    /// <summary>The server for messages and lineage, without credentials and path: <c>ftp://host:21</c>.</summary>
    string Server { get; }

    /// <summary>
    /// How many files may be copied at once on this session, each looked at, opened and read as if it were alone. 1 where the
    /// protocol
    /// has one transfer at a time.
    /// </summary>
    int ReadsAtOnce => 1;

    /// <summary>Turns a folder of the options into the path that the server is asked for.</summary>
    /// <param name="folder">Relative to the connection's address; empty for the address itself.</param>
    Task<string> ResolveAsync(string folder, CancellationToken cancellationToken = default);

    /// <summary>
    /// The files and folders directly in a folder, without <c>.</c> and <c>..</c>; names as the server gives them.
    /// </summary>
    Task<FolderListing> ListAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>Fresh facts of one file, or null when it is gone.</summary>
    Task<FileEntry?> FindAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>
    /// Opens a file for one forward read from a byte offset on. The stream throws a transient error instead of ending early
    /// where the protocol can tell; the caller compares the count with the size all the same. Dispose it before the next call.
    /// </summary>
    Task<Stream> OpenReadAsync(FileEntry file, long offset = 0, CancellationToken cancellationToken = default);

    /// <summary>
    /// The address of a path, percent-escaped, without credentials: what the landing index keeps as source URI.
    /// </summary>
    string UriOf(string path);
}
