using System.Globalization;
using System.Text;
using Penstock.Iceberg;
using Penstock.Iceberg.Metadata;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Iceberg;

/// <summary>The small files of one commit, in the table's <c>metadata</c> folder; they become durable together.</summary>
internal sealed class MetadataFiles(IObjectStore objects, string folder) : IAsyncDisposable
{
    /// <summary>Those of a table.</summary>
    public static MetadataFiles Of(IObjectStore objects, TableMetadata metadata) =>
        new(objects, TableFolder.MetadataOf(objects.KeyOf(metadata.Location)));

    private readonly List<(StagedObject Staged, string Key)> _files = [];

    /// <summary>Stages a file.</summary>
    /// <returns>The URI it will have.</returns>
    public async Task<string> AddAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var staged = objects.Stage();
        var key = $"{folder}/{name}";
        _files.Add((staged, key));
        await staged.Content.WriteAsync(bytes, cancellationToken);
        await staged.CloseAsync();
        return objects.UriOf(key);
    }

    /// <summary>Stages a metadata file; its name begins with its number, as other writers' do.</summary>
    public Task<string> AddAsync(TableMetadata metadata, CancellationToken cancellationToken) =>
        AddAsync(metadata, IcebergJson.Write(metadata), cancellationToken);

    /// <summary>The same with the file's text, for whom else needs it.</summary>
    public Task<string> AddAsync(TableMetadata metadata, string json, CancellationToken cancellationToken)
    {
        var number = metadata.MetadataLog.Count == 0 ? 0 : NumberOf(metadata.MetadataLog[^1].MetadataFile) + 1;
        return AddAsync(
            string.Create(CultureInfo.InvariantCulture, $"{number:D5}-{Guid.NewGuid():N}.metadata.json"),
            Encoding.UTF8.GetBytes(json),
            cancellationToken
        );
    }

    /// <summary>Makes all files durable objects.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        var failures = await objects.AdoptAllAsync(
            [.. _files.Select(f => new FileToAdopt(f.Staged.LocalPath, f.Key))],
            cancellationToken
        );
        if (failures.FirstOrDefault(f => f is not null) is { } failure)
            throw failure;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (staged, _) in _files)
            await staged.DisposeAsync();
    }

    private static int NumberOf(string location)
    {
        var name = location[(location.LastIndexOf('/') + 1)..].TrimStart('v');
        return int.TryParse(
            name.AsSpan(0, Math.Max(0, name.IndexOfAny(['-', '.']))),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : 0;
    }
}
