using System.Collections.Concurrent;
using System.Globalization;

namespace Penstock.LakeLayers.Tables;

/// <summary>
/// Holds files of tables against what the catalogue knows of them before anything is read from them. A local file that was found right
/// is not read again by this process as long as its size and time are the same.
/// </summary>
/// <param name="withChecksums">Whether the bytes are read; otherwise only their number counts.</param>
public sealed class FileVerification(bool withChecksums)
{
    private const int Most = 100_000;

    private readonly ConcurrentDictionary<string, (long Bytes, DateTime Time)> _right = new(StringComparer.Ordinal);

    /// <summary>Checks a file.</summary>
    /// <param name="table">Its table.</param>
    /// <param name="key">Its key.</param>
    /// <param name="bytes">Its size; 0: not known.</param>
    /// <param name="checksum">Its checksum; null: not known, because another engine wrote it.</param>
    /// <param name="path">Where its bytes are.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="DamagedFileException">It is not as it was written.</exception>
    internal void Require(TableName table, string key, long bytes, string? checksum, string path, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        if (bytes > 0 && file.Length != bytes)
            throw new DamagedFileException(table, key, string.Create(CultureInfo.InvariantCulture, $"it has {file.Length} bytes and was written with {bytes}"));
        var state = (file.Length, file.LastWriteTimeUtc);
        if (!withChecksums || checksum is null || (_right.TryGetValue(key, out var known) && known == state)) return;
        if (FileChecksum.Of(path, cancellationToken) is var found && found != checksum)
            throw new DamagedFileException(table, key, $"its checksum is {found} and was {checksum} when it was written");
        if (_right.Count >= Most) _right.Clear();
        _right[key] = state;
    }
}
