namespace Penstock.Iceberg.Metadata;

/// <summary>An earlier metadata file, which held until milliseconds since 1970.</summary>
public sealed record MetadataLogEntry(string MetadataFile, long TimestampMs);
