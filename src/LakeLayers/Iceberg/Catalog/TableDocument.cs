using Penstock.Iceberg.Metadata;

namespace Penstock.LakeLayers.Iceberg.Catalog;

/// <summary>A table's metadata and where it is written.</summary>
/// <param name="Metadata">The metadata.</param>
/// <param name="Location">The URI of the file with it; null for a table that is staged and not there yet.</param>
public sealed record TableDocument(TableMetadata Metadata, string? Location);
