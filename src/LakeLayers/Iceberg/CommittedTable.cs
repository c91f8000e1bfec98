using Penstock.LakeLayers.Iceberg.Metadata;

namespace Penstock.LakeLayers.Iceberg;

/// <summary>A table's next state, durable but not yet the one that holds.</summary>
/// <param name="Metadata">The metadata.</param>
/// <param name="Location">The URI of the file with it.</param>
internal sealed record CommittedTable(TableMetadata Metadata, string Location)
{
    /// <summary>The snapshot that the commit made current.</summary>
    public Snapshot Snapshot => Metadata.Current!;
}
