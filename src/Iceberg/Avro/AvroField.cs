namespace Penstock.Iceberg.Avro;

/// <summary>A field of a record.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">The table format's <c>field-id</c>; null where the schema has none.</param>
/// <param name="Type">Its type.</param>
internal sealed record AvroField(string Name, int? Id, AvroType Type);
