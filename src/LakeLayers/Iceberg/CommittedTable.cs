using Penstock.Iceberg;
using Penstock.Iceberg.Manifests;
using Penstock.Iceberg.Metadata;

namespace Penstock.LakeLayers.Iceberg;

/// <summary>A table's next state, durable but not yet the one that holds.</summary>
/// <param name="Metadata">The metadata.</param>
/// <param name="Location">The URI of the file with it.</param>
internal sealed record CommittedTable(TableMetadata Metadata, string Location)
{
    private string? _json;

    /// <summary>The manifests of the current snapshot, where they are at hand.</summary>
    public IReadOnlyList<ManifestFile>? Manifests { get; init; }

    /// <summary>The metadata as the file has it.</summary>
    public string Json
    {
        get => _json ??= IcebergJson.Write(Metadata);
        init => _json = value;
    }

    /// <summary>The snapshot that the commit made current.</summary>
    public Snapshot Snapshot => Metadata.Current!;
}
