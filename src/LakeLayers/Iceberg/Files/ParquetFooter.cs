using System.Buffers.Binary;
using Parquet;
using Parquet.Meta;
using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Iceberg.Files;

/// <summary>
/// Reads footers of Parquet files (https://parquet.apache.org/docs/file-format/metadata/): schema, row groups and statistics,
/// no rows.
/// </summary>
internal static class ParquetFooter
{
    /// <summary>A footer grows with columns times row groups; one of this size describes millions of column chunks.</summary>
    private const int LongestFooter = 256 << 20;

    // The footer's length, and PAR1.
    private const int TailLength = 8;

    /// <summary>Reads the footer of a file.</summary>
    /// <exception cref="PenstockException">The file is no Parquet file, or not a whole one.</exception>
    public static FileMetaData Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        CheckTail(file);
        try
        {
            // A file stream without asynchronous I/O completes at once: nothing is waited for.
            var reader = ParquetReader.CreateAsync(file, leaveStreamOpen: true).GetAwaiter().GetResult();
            return reader.Metadata ?? throw new InvalidDataException("it is empty");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw Unreadable(file, e.Message, e);
        }
    }

    private static void CheckTail(FileStream file)
    {
        if (file.Length < "PAR1".Length + TailLength)
            throw Unreadable(file, "it is too short");
        Span<byte> tail = stackalloc byte[TailLength];
        file.Seek(-TailLength, SeekOrigin.End);
        file.ReadExactly(tail);
        if (!tail[4..].SequenceEqual("PAR1"u8))
            throw Unreadable(file, "it does not end with PAR1");
        var length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (length < 0 || length > LongestFooter || length > file.Length - "PAR1".Length - TailLength)
            throw Unreadable(file, $"a footer of {(uint)length} bytes does not fit a file of {file.Length}");
        file.Seek(0, SeekOrigin.Begin);
    }

    private static PenstockException Unreadable(FileStream file, string why, Exception? cause = null) =>
        new(
            $"The footer of a Parquet file cannot be read: {why}",
            Path.GetFileName(file.Name),
            "Nothing was changed",
            "run again; penstock zones verify shows whether a file of a table is damaged",
            cause
        );
}
