using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Activities.Composition;

/// <summary>
/// Activities of types that are not installed: editors are given <c>Elsa.NotFoundActivity</c> in their place, because the Studio
/// shows nothing at all of a definition with an unknown type; a save turns them back into what they were.
/// </summary>
public static class NotFound
{
    /// <summary>The type that stands for unknown ones.</summary>
    public const string TypeName = "Elsa.NotFoundActivity";

    private const string Original = "originalActivityJson";

    /// <summary>Replaces unknown activities in a document, outermost first; what is inside one goes with it.</summary>
    public static void Hide(JsonObject document, ActivityRegistry registry) =>
        Visit(document, activity => IsUnknown(activity, registry) ? Stand(activity) : null);

    /// <summary>
    /// Puts the original activities back. Id, name, metadata and place are the editor's; everything else is the original's.
    /// </summary>
    public static void Restore(JsonObject document) =>
        Visit(document, activity => activity.Text("type") == TypeName ? Back(activity) : null);

    private static bool IsUnknown(JsonObject activity, ActivityRegistry registry) =>
        activity.Text("type") is { } type
        && type != TypeName
        && !registry.TryFind(type, activity.Whole("version") ?? 1, out _);

    private static JsonObject Stand(JsonObject activity)
    {
        var type = activity.Text("type");
        var metadata = activity.Object("metadata")?.DeepClone().AsObject() ?? [];
        metadata["displayText"] = Label(type);
        return new JsonObject
        {
            ["id"] = activity["id"]?.DeepClone(),
            ["nodeId"] = activity["nodeId"]?.DeepClone(),
            ["name"] = activity["name"]?.DeepClone(),
            ["type"] = TypeName,
            ["version"] = 1,
            ["customProperties"] = activity.Object("customProperties")?.DeepClone() ?? new JsonObject(),
            ["metadata"] = metadata,
            ["missingTypeName"] = type,
            ["missingTypeVersion"] = activity.Whole("version") ?? 1,
            [Original] = activity.ToJsonString(NormalizedJson.Compact),
        };
    }

    private static JsonObject? Back(JsonObject stand)
    {
        var original = Parse(stand);
        if (original is null)
            return null;
        foreach (var name in (string[])["id", "name", "nodeId"])
        {
            if (stand[name] is { } value && original[name]?.ToJsonString() != value.ToJsonString())
                original[name] = value.DeepClone();
        }
        if (stand.Object("customProperties") is { Count: > 0 } custom)
            original["customProperties"] = custom.DeepClone();
        var metadata = stand.Object("metadata")?.DeepClone().AsObject() ?? [];
        if (metadata.Text("displayText") == Label(original.Text("type")))
        {
            metadata.Remove("displayText");
            if (original.Object("metadata") is { } before && before.ContainsKey("displayText"))
                metadata["displayText"] = before["displayText"]?.DeepClone();
        }
        if (metadata.Count > 0 || original.ContainsKey("metadata"))
            original["metadata"] = metadata;
        return original;
    }

    private static JsonObject? Parse(JsonObject stand)
    {
        try
        {
            return
                stand.Text(Original) is { } json
                && JsonNode.Parse(json, documentOptions: DefinitionReader.Lenient) is JsonObject original
                && original.Text("type") is not null
                ? original
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Label(string? type) => $"Not Found: {type}";

    private static void Visit(JsonObject document, Func<JsonObject, JsonObject?> replace)
    {
        if (document.Object("root") is not { } root)
            return;
        var rest = new Stack<JsonObject>([root]);
        while (rest.TryPop(out var activity))
        {
            if (replace(activity) is { } other)
                activity.ReplaceWith(other);
            else
                foreach (var child in ActivityScan.In(activity))
                    rest.Push(child);
        }
    }
}
