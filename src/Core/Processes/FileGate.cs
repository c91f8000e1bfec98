namespace Penstock.Core.Processes;

/// <summary>
/// A lock between processes: a file held open exclusively. It is free again when its holder ends, however that goes.
/// </summary>
public sealed class FileGate : IAsyncDisposable
{
    private readonly FileStream _file;

    private FileGate(FileStream file) => _file = file;

    /// <summary>Waits until the file can be held.</summary>
    public static async Task<FileGate> EnterAsync(string path, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (TryEnter(path) is { } gate)
                return gate;
            await Task.Delay(100, cancellationToken);
        }
    }

    /// <summary>Holds the file, or returns null when somebody else does.</summary>
    public static FileGate? TryEnter(string path)
    {
        try
        {
            return new FileGate(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
