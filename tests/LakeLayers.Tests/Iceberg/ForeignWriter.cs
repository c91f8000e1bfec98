using System.Globalization;
using Penstock.Core.Metadata;
using Penstock.Iceberg.Changes;
using Penstock.Iceberg.Manifests;
using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Iceberg;
using Penstock.LakeLayers.Iceberg.Catalog;
using Penstock.LakeLayers.Iceberg.Files;
using Penstock.LakeLayers.Query;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Query;
using Penstock.LakeLayers.Zones;

namespace Penstock.LakeLayers.Tests.Iceberg;

/// <summary>Writes to a table as another engine does: files and manifests of its own, committed through the catalogue.</summary>
internal sealed class ForeignWriter(TestLake lake, TableName table)
{
    public async Task<(TableMetadata Metadata, string Location)> LoadAsync()
    {
        var (metadata, location) = await lake.Catalog.LoadAsync(table, default);
        return (TableMetadata.Parse(metadata), location);
    }

    public async Task AppendAsync(string query)
    {
        var (metadata, _) = await LoadAsync();
        var (file, rows) = await WriteAsync(query, metadata.Schema);
        await AddAsync(FileContent.Data, file with { Rows = rows });
    }

    public async Task DeleteAsync(FileContent content, string query, long rows, IReadOnlyList<int>? ids = null)
    {
        var schema = ids is null
            ? null
            : new IcebergSchema(0, [.. (await LoadAsync()).Metadata.Schema.Fields.Where(f => ids.Contains(f.Id))]);
        var (file, _) = await WriteAsync(query, schema);
        await AddAsync(content, file with { Rows = rows, Content = content, EqualityIds = ids });
    }

    public async Task<(TableFile File, long Rows)> WriteAsync(string query, IcebergSchema? schema)
    {
        await using var job = lake.Lake.OpenJob();
        var path = Path.Combine(job.Folder, "foreign.parquet");
        var rows = await job.ExecuteAsync(
            $"COPY ({query}) TO {Sql.Literal(path)} {(schema is null ? "(FORMAT parquet)" : ParquetCopy.Options(schema))}"
        );
        var folder = lake.Lake.Objects.KeyOf((await LoadAsync()).Metadata.Location);
        var (key, size) = ($"{folder}/data/{Guid.NewGuid():N}.parquet", new FileInfo(path).Length);
        await lake.Lake.Objects.AdoptAsync(path, key);
        return (new TableFile(lake.Lake.Objects.UriOf(key), rows, size), rows);
    }

    /// <summary>Adds a file as another engine would: its own manifest, its own list, a snapshot id of its own, one commit.</summary>
    public async Task AddAsync(FileContent content, TableFile file)
    {
        var (metadata, _) = await LoadAsync();
        var (id, sequence) = (Random.Shared.NextInt64(1L << 40, long.MaxValue), metadata.LastSequenceNumber + 1);
        var manifest = ManifestWriter.Manifest(
            metadata,
            0,
            content != FileContent.Data,
            [new ManifestEntry(EntryStatus.Added, id, null, null, file)]
        );
        await using var files = MetadataFiles.Of(lake.Lake.Objects, metadata);
        var uri = await files.AddAsync($"{Guid.NewGuid():N}.avro", manifest, default);
        var before = metadata.Current is { } parent
            ? await new TableReader(lake.Lake.Objects).ManifestsAsync(parent, default)
            : [];
        var list = ManifestWriter.List(
            id,
            metadata.CurrentSnapshotId,
            sequence,
            [
                .. before,
                new ManifestFile(uri, manifest.Length, 0, content, sequence, sequence, id) { Added = (1, file.Rows) },
            ]
        );
        var listUri = await files.AddAsync($"snap-{id.ToString(CultureInfo.InvariantCulture)}.avro", list, default);
        await files.CommitAsync(default);
        var snapshot = new Snapshot
        {
            SnapshotId = id,
            ParentSnapshotId = metadata.CurrentSnapshotId,
            SequenceNumber = sequence,
            TimestampMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
            ManifestList = listUri,
            SchemaId = metadata.CurrentSchemaId,
            Summary = new Dictionary<string, string> { ["operation"] = "append" },
        };
        await lake.Catalog.CommitAsync(
            [
                new TableChange(
                    table,
                    [new AssertRefSnapshotId(SnapshotRef.Main, metadata.CurrentSnapshotId)],
                    [new AddSnapshot(snapshot), new SetSnapshotRef(SnapshotRef.Main, "branch", id)]
                ),
            ],
            default
        );
    }
}
