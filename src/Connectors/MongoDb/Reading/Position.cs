using Penstock.Connectors.MongoDb.Bson;

namespace Penstock.Connectors.MongoDb.Reading;

/// <summary>
/// A place in the order of reading: the watermark value and <c>_id</c> of the last document, as BSON, so that no type or precision
/// is lost between runs.
/// </summary>
internal sealed class Position(byte[] bson)
{
    private const string ValueName = "value";
    private const string IdName = "id";

    public static Position Of((BsonType Type, byte[] Bytes) value, (BsonType Type, byte[] Bytes) id) =>
        new(new BsonBuilder().Value(ValueName, value.Type, value.Bytes).Value(IdName, id.Type, id.Bytes).Build());

    public static Position Parse(string text) => new(Convert.FromBase64String(text));

    /// <summary>The position as text, for <see cref="Parse"/>.</summary>
    public override string ToString() => Convert.ToBase64String(bson);

    /// <summary>The watermark value in Extended JSON, for people.</summary>
    public string ValueJson()
    {
        using var buffer = new LineBuffer(256);
        new ExtendedJsonWriter(buffer).Write(bson);
        return System.Text.Json.Nodes.JsonNode.Parse(buffer.Written)![ValueName]?.ToJsonString() ?? "null";
    }

    /// <summary>The query for everything behind this place in the order of <paramref name="field"/>, then <c>_id</c>.</summary>
    public byte[] FilterAfter(string field)
    {
        BsonWalk.TryFind(bson, "value"u8, out var valueType, out var value);
        BsonWalk.TryFind(bson, "id"u8, out var idType, out var id);
        var filter = new BsonBuilder().Begin("$or", BsonType.Array);
        AddAfter(filter, 0, field, valueType, value);
        if (field != "_id")
        {
            filter.Begin("2").Value(field, valueType, value).Begin("$or", BsonType.Array);
            AddAfter(filter, 0, "_id", idType, id);
            filter.End().End();
        }
        return filter.End().Build();
    }

    // Greater within the value's own class, or of a class that comes later.
    private static void AddAfter(BsonBuilder filter, int index, string field, BsonType type, ReadOnlySpan<byte> value)
    {
        filter.Begin(Name(index)).Begin(field).Value("$gt", type, value).End().End();
        filter.Begin(Name(index + 1)).Begin(field).Begin("$type", BsonType.Array);
        var i = 0;
        foreach (var later in BsonTypes.After(type))
            filter.Int32(Name(i++), later == BsonType.MinKey ? -1 : (byte)later);
        filter.End().End().End();
    }

    private static string Name(int index) => index.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
