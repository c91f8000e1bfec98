using System.Text;
using System.Text.Json.Nodes;

namespace Penstock.Connectors.MongoDb.Bson;

/// <summary>
/// The shape of documents as JSON, for whoever types them later:
/// <c>{"fields":{"Quantity":{"types":["int"]},"address":{"types":["object"],"fields":{…}},"tags":{"types":["array"],"items":{"types":["string"]}}},"documents":3}</c>.
/// Types have MongoDB's names; <c>"order"</c> lists the top-level fields as they first came. <c>"complete":false</c> says that
/// there were too many different fields to list.
/// </summary>
internal static class ShapeJson
{
    public static JsonObject Of(ObjectShape root, ShapeBudget budget, long documents)
    {
        var shape = new JsonObject { ["fields"] = Fields(root), ["documents"] = documents };
        // PostgreSQL's jsonb keeps no order of names, and people like their columns where the documents have them.
        shape["order"] = new JsonArray([.. shape["fields"]!.AsObject().Select(f => JsonValue.Create(f.Key))]);
        if (budget.IsSpent)
            shape["complete"] = false;
        return shape;
    }

    private static JsonObject Fields(ObjectShape shape)
    {
        var fields = new JsonObject();
        foreach (var field in shape.Fields.Where(f => f.Types != 0))
            fields[Encoding.UTF8.GetString(field.Name.AsSpan()[..^1])] = Field(field);
        return fields;
    }

    private static JsonObject Field(FieldShape field)
    {
        var json = new JsonObject
        {
            ["types"] = new JsonArray([.. BsonTypes.NamesOf(field.Types).Select(n => JsonValue.Create(n))]),
        };
        if ((field.Types & BsonTypes.Bit(BsonType.Document)) != 0 && field.Object is { } nested)
            json["fields"] = Fields(nested);
        if ((field.Types & BsonTypes.Bit(BsonType.Array)) != 0 && field.Items is { Types: not 0 } items)
            json["items"] = Field(items);
        return json;
    }
}
