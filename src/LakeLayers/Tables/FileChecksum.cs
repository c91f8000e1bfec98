using System.Globalization;
using Penstock.LakeLayers.ObjectStores;

namespace Penstock.LakeLayers.Tables;

/// <summary>
/// What tells a damaged file of a table from the one that was written: XXH64 of its bytes, 16 hexadecimal digits. Parquet's own pages carry
/// no checksum here, and a bit that turned in a page can read as another value. It is no protection against people.
/// </summary>
internal static class FileChecksum
{
    /// <summary>The checksum of a local file.</summary>
    public static string Of(string path, CancellationToken cancellationToken = default)
    {
        using var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            bufferSize: 0,
            FileOptions.SequentialScan
        );
        return XxHash64.Hash(file, cancellationToken).ToString("x16", CultureInfo.InvariantCulture);
    }
}
