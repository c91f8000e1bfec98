using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Penstock.Iceberg.Schemas;

/// <summary>A column, or a field of a struct. Its id, not its name, is its identity: files name columns by it.</summary>
/// <param name="Id">Unique within the table, never used again.</param>
/// <param name="Name">The name of the moment.</param>
/// <param name="Required">Whether every row has a value.</param>
/// <param name="Type">The type.</param>
/// <param name="Doc">What it holds, for people.</param>
public sealed record NestedField(
    int Id,
    string Name,
    bool Required,
    IcebergType Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Doc = null
)
{
    /// <summary>
    /// The value of rows in files that were written before the field was added; null: NULL. Since version 3 of the format.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonNode? InitialDefault { get; init; }

    /// <summary>The value that writers without one of their own put in; null: NULL. Since version 3 of the format.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonNode? WriteDefault { get; init; }
}
