using System.Buffers;
using System.Globalization;
using System.IO.Hashing;

namespace Penstock.LakeLayers.Tables;

/// <summary>
/// What tells a damaged file of a table from the one that was written: XXH64 of its bytes, 16 hexadecimal digits. Parquet's own
/// pages carry
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
        var hash = new XxHash64();
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 20);
        try
        {
            while (file.Read(buffer) is var read and > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.Append(buffer.AsSpan(0, read));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return hash.GetCurrentHashAsUInt64().ToString("x16", CultureInfo.InvariantCulture);
    }
}
