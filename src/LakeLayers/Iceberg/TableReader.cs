using System.IO.Compression;
using System.Text;
using Penstock.Iceberg;
using Penstock.Iceberg.Manifests;
using Penstock.Iceberg.Metadata;
using Penstock.LakeLayers.ObjectStores;

namespace Penstock.LakeLayers.Iceberg;

/// <summary>Reads a table's files from its metadata on.</summary>
internal sealed class TableReader(IObjectStore objects)
{
    /// <summary>Larger manifests are not of this world.</summary>
    private const long MaxManifestBytes = 1L << 30;

    /// <summary>The URI of an object.</summary>
    public string UriOf(string key) => objects.UriOf(key);

    /// <summary>The key of an object.</summary>
    public string KeyOf(string uri) => objects.KeyOf(uri);

    /// <summary>The metadata of a file, which may be compressed with gzip.</summary>
    public async Task<TableMetadata> MetadataAsync(string uri, CancellationToken cancellationToken)
    {
        var bytes = await BytesAsync(uri, cancellationToken);
        using var plain = bytes is [0x1F, 0x8B, ..]
            ? (Stream)new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress)
            : new MemoryStream(bytes);
        using var text = new StreamReader(plain, Encoding.UTF8);
        return TableMetadata.Parse(await text.ReadToEndAsync(cancellationToken));
    }

    /// <summary>The manifests of a snapshot.</summary>
    public async Task<IReadOnlyList<ManifestFile>> ManifestsAsync(
        Snapshot snapshot,
        CancellationToken cancellationToken
    ) => ManifestReader.List(await BytesAsync(snapshot.ManifestList, cancellationToken));

    /// <summary>The entries of a manifest, removed files included.</summary>
    public async Task<IReadOnlyList<ManifestEntry>> EntriesAsync(
        ManifestFile manifest,
        bool withStatistics,
        CancellationToken cancellationToken
    ) => ManifestReader.Entries(await BytesAsync(manifest.Path, cancellationToken), manifest, withStatistics);

    private async Task<byte[]> BytesAsync(string uri, CancellationToken cancellationToken)
    {
        var key = objects.KeyOf(uri);
        await using var source = await objects.OpenReadAsync(key, cancellationToken: cancellationToken);
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = await source.ReadAsync(buffer, cancellationToken)) > 0; )
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > MaxManifestBytes)
                throw new IcebergFormatException("the file is larger than 1 GB", uri);
        }
        return bytes.ToArray();
    }
}
