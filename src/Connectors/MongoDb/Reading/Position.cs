using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penstock.Connectors.MongoDb.Bson;

namespace Penstock.Connectors.MongoDb.Reading;

/// <summary>
/// A place in the order of reading: the watermark value and <c>_id</c> of the last document, as BSON, so that no type or
/// precision
/// is lost between runs.
/// </summary>
internal sealed partial class Position(byte[] bson)
{
    private const string ValueName = "value";
    private const string IdName = "id";

    public static Position Of((BsonType Type, byte[] Bytes) value, (BsonType Type, byte[] Bytes) id) =>
        new(new BsonBuilder().Value(ValueName, value.Type, value.Bytes).Value(IdName, id.Type, id.Bytes).Build());

    public static Position Parse(string text) => new(Convert.FromBase64String(text));

    /// <summary>The position as text, for <see cref="Parse"/>.</summary>
    public override string ToString() => Convert.ToBase64String(bson);

    /// <summary>The watermark value in Extended JSON, for people.</summary>
    public string ValueJson() => Json(ValueName);

    /// <summary>The <c>_id</c> in Extended JSON, for people.</summary>
    public string IdJson() => Json(IdName);

    /// <summary>The query for everything behind this place in the order of <paramref name="field"/>, then <c>_id</c>.</summary>
    /// <param name="field">The field that orders the read.</param>
    /// <param name="greatestType">The type of the greatest value that a field has now, by which no more is asked than is
    /// needed.</param>
    public byte[] FilterAfter(string field, Func<string, BsonType> greatestType)
    {
        BsonWalk.TryFind(bson, "value"u8, out var valueType, out var value);
        BsonWalk.TryFind(bson, "id"u8, out var idType, out var id);
        var filter = new BsonBuilder().Begin("$or", BsonType.Array);
        var next = LaterValues.Add(filter, 0, field, valueType, value, greatestType(field));
        if (field != "_id")
        {
            filter.Begin(Name(next)).Begin(field);
            LaterValues.Equal(filter, valueType, value);
            filter.End().Begin("$or", BsonType.Array);
            LaterValues.Add(filter, 0, "_id", idType, id, greatestType("_id"));
            filter.End().End();
        }
        return filter.End().Build();
    }

    private string Json(string name)
    {
        using var buffer = new LineBuffer(256);
        new ExtendedJsonWriter(buffer).Write(bson);
        try
        {
            var json = JsonNode.Parse(buffer.Written)![name]?.ToJsonString() ?? "null";
            // PostgreSQL's jsonb has no NUL.
            return Nul().Replace(json, "\\ufffd");
        }
        catch (JsonException)
        {
            return "null"; // A document of more levels than readers of JSON allow.
        }
    }

    [GeneratedRegex("""(?<=(?:^|[^\\])(?:\\\\)*)\\u0000""")]
    private static partial Regex Nul();

    private static string Name(int index) => index.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
