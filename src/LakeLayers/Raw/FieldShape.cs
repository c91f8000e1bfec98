using System.Text.Json.Nodes;

namespace Penstock.LakeLayers.Raw;

/// <summary>
/// What values a field of JSON documents has been seen with: BSON's type names (<c>string</c>, <c>int</c>, <c>long</c>, <c>double</c>,
/// <c>decimal</c>, <c>bool</c>, <c>date</c>, <c>objectId</c>, <c>binData</c>, <c>object</c>, <c>array</c>, <c>null</c>, …), the fields
/// of its objects and the items of its arrays. <c>mixed</c> stands for kinds that were not told apart.
/// </summary>
internal sealed class FieldShape
{
    public SortedSet<string> Types { get; } = new(StringComparer.Ordinal);

    /// <summary>Fields in the order they were first seen.</summary>
    public OrderedDictionary<string, FieldShape> Fields { get; } = new(StringComparer.Ordinal);

    public FieldShape? Items { get; private set; }

    /// <summary>The types without <c>null</c>, which every column allows.</summary>
    public IReadOnlyList<string> Kinds => [.. Types.Where(t => t is not ("null" or "undefined"))];

    /// <summary>The shape of documents that a connector recorded while it wrote them.</summary>
    public static FieldShape FromConnector(JsonNode node)
    {
        var shape = new FieldShape();
        foreach (var type in node["types"]?.AsArray() ?? [])
            shape.Types.Add((string)type!);
        if (node["fields"] is JsonObject fields)
            foreach (var (name, field) in fields)
                shape.Fields[name] = FromConnector(field!);
        if (node["items"] is { } items)
            shape.Items = FromConnector(items);
        return shape;
    }

    /// <summary>The shape that DuckDB's <c>json_group_structure</c> found. Extended JSON's wrappers are recognised by their one key.</summary>
    public static FieldShape FromStructure(JsonNode? node)
    {
        var shape = new FieldShape();
        switch (node)
        {
            case JsonObject o when Wrapper(o) is { } type:
                shape.Types.Add(type);
                break;
            case JsonObject o:
                shape.Types.Add("object");
                foreach (var (name, field) in o)
                    shape.Fields[name] = FromStructure(field);
                break;
            case JsonArray a:
                shape.Types.Add("array");
                if (a.Count > 0)
                    shape.Items = FromStructure(a[0]);
                break;
            case not null:
                shape.Types.Add(
                    (string)node! switch
                    {
                        // Whole numbers are unsigned, signed, or, where both occur, huge; those that are too large are met when they are read.
                        "VARCHAR" => "string",
                        "BOOLEAN" => "bool",
                        "UBIGINT" or "BIGINT" or "HUGEINT" => "long",
                        "DOUBLE" => "double",
                        "NULL" => "null",
                        _ => "mixed",
                    }
                );
                break;
        }
        return shape;
    }

    /// <summary>Adds what another part of the data was seen with.</summary>
    public void Add(FieldShape other)
    {
        Types.UnionWith(other.Types);
        foreach (var (name, field) in other.Fields)
            Field(name).Add(field);
        if (other.Items is not null)
            Item().Add(other.Items);
    }

    /// <summary>The shape of a field of the objects, to be added to.</summary>
    public FieldShape Field(string name)
    {
        Types.Add("object");
        if (!Fields.TryGetValue(name, out var field))
            Fields[name] = field = new FieldShape();
        return field;
    }

    /// <summary>The shape of the items of the arrays, to be added to.</summary>
    public FieldShape Item()
    {
        Types.Add("array");
        return Items ??= new FieldShape();
    }

    private static string? Wrapper(JsonObject o) =>
        o.Count != 1
            ? (o.Count == 2 && o.ContainsKey("$regularExpression") ? "regex" : null)
            : o.First().Key switch
            {
                "$oid" => "objectId",
                "$date" => "date",
                "$numberDecimal" => "decimal",
                "$binary" => "binData",
                "$numberLong" => "wrappedLong",
                "$numberInt" => "wrappedInt",
                "$numberDouble" => "wrappedDouble",
                "$timestamp" => "timestamp",
                "$regularExpression" => "regex",
                "$minKey" => "minKey",
                "$maxKey" => "maxKey",
                "$code" => "javascript",
                _ => null,
            };
}
