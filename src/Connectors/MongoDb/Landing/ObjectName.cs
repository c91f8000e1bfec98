using System.Text.Json.Nodes;
using Penstock.Connectors.MongoDb.Reading;

namespace Penstock.Connectors.MongoDb.Landing;

/// <summary>Names of landed objects: the URI says which part of which collection it is, without credentials.</summary>
internal sealed class ObjectName(MongoConnection connection, MongoToLandingOptions options)
{
    private string Extension => options.Compression == MongoCompression.Zstd ? "ndjson.zst" : "ndjson.gz";

    public string MediaType =>
        options.Compression == MongoCompression.Zstd ? "application/x-ndjson+zstd" : "application/x-ndjson+gzip";

    /// <summary>
    /// <c>mongodb://host:port/db.collection?after=…&amp;through=…</c>, or <c>?object=N</c> where there are no places.
    /// </summary>
    public string Uri(ObjectFacts facts, int number)
    {
        var collection =
            $"{connection.Address}/{System.Uri.EscapeDataString(options.Database)}.{System.Uri.EscapeDataString(options.Collection)}";
        if (facts.Through is null)
            return $"{collection}?object={number}";
        var after = facts.After is null ? "" : $"after={System.Uri.EscapeDataString(Text(facts.After))}&";
        return $"{collection}?{after}through={System.Uri.EscapeDataString(Text(facts.Through))}";
    }

    public string File(ObjectFacts facts, int number) =>
        $"{options.Collection}-{(facts.Through is null ? number.ToString("D6", System.Globalization.CultureInfo.InvariantCulture) : Text(facts.Through))}.{Extension}";

    // An ObjectId and a text without their wrapping; everything else as Extended JSON.
    private static string Text(Position position)
    {
        var json = position.ValueJson();
        var node = JsonNode.Parse(json);
        if (
            node is JsonObject { Count: 1 } wrapped
            && (wrapped["$oid"] ?? wrapped["$date"]) is JsonValue inner
            && inner.TryGetValue(out string? id)
        )
            return id;
        return node is JsonValue value && value.TryGetValue(out string? text) && text.Length <= 64 ? text
            : json.Length <= 256 ? json
            : json[..256];
    }
}
