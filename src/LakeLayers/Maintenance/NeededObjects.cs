using System.Text.Json.Nodes;
using Dapper;
using Penstock.Iceberg;
using Penstock.Iceberg.Metadata;
using Penstock.LakeLayers.Iceberg;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Maintenance;

/// <summary>
/// The keys of everything that tables are made of: what the index has, what metadata names in whatever member (statistics that
/// other
/// engines wrote included), and what the manifests of all snapshots name, those of branches included.
/// </summary>
internal sealed class NeededObjects(Lake lake)
{
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly TableReader _reader = new(lake.Objects);

    /// <summary>Of all tables.</summary>
    public Task<IReadOnlySet<string>> ReadAsync(CancellationToken cancellationToken) =>
        ReadAsync(null, cancellationToken);

    /// <summary>Of some tables; of all when null.</summary>
    public async Task<IReadOnlySet<string>> ReadAsync(
        IReadOnlyCollection<TableName>? tables,
        CancellationToken cancellationToken
    )
    {
        await using (var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken))
        {
            _keys.UnionWith(
                await connection.QueryAsync<string>(
                    "SELECT object_key FROM lake.data_file WHERE @names::text[] IS NULL OR zone || '.' || name = ANY (@names)",
                    new { names = tables?.Select(t => t.ToString()).ToArray() }
                )
            );
        }
        foreach (var (metadata, location) in await TablesAsync(tables, cancellationToken))
        {
            Add(location);
            AddAll(JsonNode.Parse(metadata));
            foreach (var snapshot in TableMetadata.Parse(metadata).Snapshots)
                await AddAsync(snapshot, cancellationToken);
        }
        return _keys;
    }

    private async Task<IEnumerable<(string Metadata, string Location)>> TablesAsync(
        IReadOnlyCollection<TableName>? tables,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await lake.Metadata.DataSource.OpenConnectionAsync(cancellationToken);
        return await connection.QueryAsync<(string, string)>(
            "SELECT metadata::text, metadata_location FROM lake.lake_table WHERE @names::text[] IS NULL OR zone || '.' || name = ANY (@names)",
            new { names = tables?.Select(t => t.ToString()).ToArray() }
        );
    }

    private async Task AddAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        foreach (var manifest in await _reader.ManifestsAsync(snapshot, cancellationToken))
        {
            // Snapshots share manifests: each is read once.
            if (!_keys.Add(_reader.KeyOf(manifest.Path)))
                continue;
            foreach (var entry in await _reader.EntriesAsync(manifest, withStatistics: false, cancellationToken))
            {
                if (entry.IsLive)
                    Add(entry.File.Path);
            }
        }
    }

    private void AddAll(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject o:
                foreach (var (_, value) in o)
                    AddAll(value);
                break;
            case JsonArray a:
                foreach (var item in a)
                    AddAll(item);
                break;
            case JsonValue v when v.TryGetValue<string>(out var text) && text.Contains(":/", StringComparison.Ordinal):
                Add(text);
                break;
        }
    }

    // Texts that are no address of the lake name nothing in it.
    private void Add(string uri)
    {
        try
        {
            _keys.Add(_reader.KeyOf(uri));
        }
        catch (IcebergFormatException) { }
    }
}
