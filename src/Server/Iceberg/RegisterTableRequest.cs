namespace Penstock.Server.Iceberg;

/// <summary>The body of a registration of a table that has metadata already.</summary>
internal sealed record RegisterTableRequest(string Name, string MetadataLocation, bool Overwrite = false);
