using System.Text.Json.Nodes;
using Penstock.Connectors.MongoDb.Reading;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Zones;

namespace Penstock.Connectors.MongoDb.Landing;

/// <summary>
/// What a landed object remembers in its properties: <c>shape</c> (see <see cref="Bson.ShapeJson"/>), <c>range</c> (field, after,
/// through, in Extended JSON), <c>position</c> (the exact place of its last document), <c>query</c> (a fingerprint of what was
/// asked), <c>window</c> (field, start, end, where one was read), <c>jsonBytes</c> (size before compression),
/// <c>invalidUtf8Documents</c>.
/// </summary>
internal static class LandedFacts
{
    public static JsonObject ToProperties(ObjectFacts facts, MongoToLandingOptions options, string fingerprint)
    {
        var properties = new JsonObject
        {
            ["format"] = "extended-json-v2-relaxed",
            ["query"] = fingerprint,
            ["jsonBytes"] = facts.JsonBytes,
            ["invalidUtf8Documents"] = facts.InvalidUtf8Documents,
            ["shape"] = facts.Shape,
        };
        if (options.Window is { } window)
            properties["window"] = new JsonObject
            {
                ["field"] = options.WindowField,
                ["start"] = TimeWindow.Text(window.Start),
                ["end"] = TimeWindow.Text(window.End),
            };
        if (facts.Through is not { } through)
            return properties;
        properties["range"] = new JsonObject
        {
            ["field"] = options.WatermarkField ?? "_id",
            ["after"] = facts.After is null ? null : JsonNode.Parse(facts.After.ValueJson()),
            ["through"] = JsonNode.Parse(through.ValueJson()),
        };
        properties["position"] = through.ToString();
        return properties;
    }

    public static Position? PositionOf(LandedObject landed) =>
        (string?)landed.Properties["position"] is { } text ? Position.Parse(text) : null;

    public static bool IsOf(LandedObject landed, string fingerprint) =>
        (string?)landed.Properties["query"] == fingerprint;

    public static long Number(LandedObject landed, string name) => (long?)landed.Properties[name] ?? 0;
}
