using System.Text.Json.Serialization;

namespace Penstock.Iceberg.Schemas;

/// <summary>A table's columns at one time.</summary>
/// <param name="SchemaId">Unique within the table.</param>
/// <param name="Fields">The columns in their order.</param>
public sealed record IcebergSchema(int SchemaId, IReadOnlyList<NestedField> Fields)
{
    /// <summary>The schema of a request, in which the id may be missing.</summary>
    [JsonConstructor]
    public IcebergSchema(IReadOnlyList<NestedField> fields, int schemaId = 0)
        : this(schemaId, fields) { }

    /// <summary>Always <c>struct</c>.</summary>
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "struct";

    /// <summary>The columns that identify a row, when the table says so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? IdentifierFieldIds { get; init; }

    /// <summary>The highest id that is used; 0 without columns.</summary>
    [JsonIgnore]
    public int HighestId => new StructType(Fields).Ids.DefaultIfEmpty().Max();

    /// <summary>The column of a name, whatever its case; null when there is none.</summary>
    public NestedField? Find(string name) =>
        Fields.FirstOrDefault(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A field by its id, at any depth of structs; null when there is none.</summary>
    public NestedField? Find(int id) => Find(Fields, id);

    /// <summary>Whether there is something in it that tables of version 2 of the format do not have.</summary>
    [JsonIgnore]
    public bool NeedsVersion3 => Fields.Any(NeedsNewer);

    /// <summary>Whether both have the same columns, whatever their schema ids.</summary>
    public bool HasColumnsOf(IcebergSchema other) =>
        IcebergJson.Write(this with { SchemaId = 0 }) == IcebergJson.Write(other with { SchemaId = 0 });

    private static bool NeedsNewer(NestedField field) =>
        field.InitialDefault is not null || field.WriteDefault is not null || NeedsNewer(field.Type);

    private static bool NeedsNewer(IcebergType type) =>
        type switch
        {
            StructType s => s.Fields.Any(NeedsNewer),
            ListType l => NeedsNewer(l.Element),
            MapType m => NeedsNewer(m.Key) || NeedsNewer(m.Value),
            _ => type is PrimitiveType { Name: "timestamp_ns" or "timestamptz_ns" },
        };

    private static NestedField? Find(IReadOnlyList<NestedField> fields, int id) =>
        fields.FirstOrDefault(f => f.Id == id)
        ?? fields.Select(f => f.Type is StructType s ? Find(s.Fields, id) : null).FirstOrDefault(f => f is not null);
}
