namespace Penstock.Server.Iceberg;

/// <summary>A table's name as the REST catalogue writes it; the namespace has one level, the zone.</summary>
internal sealed record Identifier(IReadOnlyList<string> Namespace, string Name);
