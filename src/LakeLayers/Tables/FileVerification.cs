using System.Collections.Concurrent;
using System.Globalization;
using Penstock.LakeLayers.ObjectStores;

namespace Penstock.LakeLayers.Tables;

/// <summary>
/// Holds files of tables against what the catalogue knows of them before anything is read from them. A local file that was
/// found right
/// is not read again by this process as long as its size and time are the same.
/// </summary>
/// <param name="withChecksums">Whether the bytes are read; otherwise only their number counts.</param>
public sealed class FileVerification(bool withChecksums)
{
    private const int Most = 100_000;

    private readonly ConcurrentDictionary<string, (long Bytes, DateTime Time)> _right = new(StringComparer.Ordinal);

    /// <summary>Fetches a file, and holds its bytes against what is known of them.</summary>
    /// <param name="file">The file.</param>
    /// <param name="fetch">Fetches it.</param>
    /// <param name="pathOf">Where its bytes are then.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="DamagedFileException">It is not there, or not as it was written.</exception>
    internal async Task<T> FetchAsync<T>(
        KnownFile file,
        Func<string, CancellationToken, Task<T>> fetch,
        Func<T, string> pathOf,
        CancellationToken cancellationToken
    )
    {
        T fetched;
        try
        {
            fetched = await fetch(file.Key, cancellationToken);
        }
        catch (ObjectNotFoundException e)
        {
            throw file.Damaged("it is not there", e);
        }
        try
        {
            Require(file, pathOf(fetched), cancellationToken);
            return fetched;
        }
        catch
        {
            (fetched as IDisposable)?.Dispose();
            throw;
        }
    }

    private void Require(KnownFile file, string path, CancellationToken cancellationToken)
    {
        var local = new FileInfo(path);
        var state = (local.Length, local.LastWriteTimeUtc);
        if (file.Bytes > 0 && local.Length != file.Bytes)
            throw file.Damaged(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"it has {local.Length} bytes and was written with {file.Bytes}"
                )
            );
        if (!withChecksums || file.Checksum is null || (_right.TryGetValue(file.Key, out var known) && known == state))
            return;
        if (FileChecksum.Of(path, cancellationToken) is var found && found != file.Checksum)
            throw file.Damaged($"its checksum is {found} and was {file.Checksum} when it was written");
        if (_right.Count >= Most)
            _right.Clear();
        _right[file.Key] = state;
    }
}
