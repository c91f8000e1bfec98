using System.Globalization;
using Penstock.Iceberg;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Iceberg.Catalog;

/// <summary>
/// What another engine says of the files that it puts into a table, held against the files: a table that names a file which is
/// not there, twice, or cut can be read by nobody afterwards.
/// </summary>
internal static class ForeignFiles
{
    private const int AtOnce = 16;

    /// <summary>Refuses a list that names one file twice.</summary>
    /// <exception cref="IcebergFormatException">One is named twice.</exception>
    public static void RequireOnce(IReadOnlyCollection<DataFile> files, IReadOnlyCollection<DeleteFile> deletes)
    {
        var keys = files.Select(f => f.Key).Concat(deletes.Select(d => d.Key));
        if (keys.GroupBy(k => k, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new IcebergFormatException("the file is in the snapshot twice", twice.Key);
        if (files.FirstOrDefault(f => f.Rows < 0) is { } odd)
            throw new IcebergFormatException($"the file cannot have {odd.Rows} rows", odd.Key);
    }

    /// <summary>Refuses files that are not there, or of another size than is said.</summary>
    /// <param name="objects">The store.</param>
    /// <param name="files">The files' keys and sizes in bytes.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="IcebergFormatException">A file is missing or of another size.</exception>
    public static Task RequireThereAsync(
        IObjectStore objects,
        IEnumerable<(string Key, long Bytes)> files,
        CancellationToken cancellationToken
    ) =>
        Parallel.ForEachAsync(
            files,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (file, ct) =>
            {
                var found =
                    await objects.FindAsync(file.Key, ct)
                    ?? throw new IcebergFormatException("the file is not there", objects.UriOf(file.Key));
                if (found.Size != file.Bytes)
                    throw new IcebergFormatException(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"the file has {found.Size} bytes, and its manifest says {file.Bytes}"
                        ),
                        objects.UriOf(file.Key)
                    );
            }
        );
}
