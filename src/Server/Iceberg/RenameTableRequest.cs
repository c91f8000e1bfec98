namespace Penstock.Server.Iceberg;

/// <summary>The body of a rename.</summary>
internal sealed record RenameTableRequest(Identifier Source, Identifier Destination);
