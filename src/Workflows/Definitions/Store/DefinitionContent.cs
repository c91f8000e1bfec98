using System.Globalization;
using System.Text.Json.Nodes;

namespace Penstock.Workflows.Definitions.Store;

/// <summary>
/// The part of a document that its author decides. What the store decides (ids, version, flags, times) and what follows from
/// the rest (<c>nodeId</c>, <c>links</c>, <c>$schema</c>) is left out when two documents are compared.
/// </summary>
public static class DefinitionContent
{
    /// <summary>What only an answer of the server holds.</summary>
    private static readonly string[] Views = ["links", "providerName", "materializerName"];

    /// <summary>The root members that the store writes itself.</summary>
    private static readonly string[] Own = ["id", "definitionId", "version", "isLatest", "isPublished", "createdAt"];

    private static readonly string[] Derived = [.. Own, "$schema", "toolVersion", "isReadonly", "isSystem", .. Views];

    // Absent, null and empty mean the same.
    private static readonly string[] Optional =
    [
        "variables",
        "inputs",
        "outputs",
        "outcomes",
        "customProperties",
        "options",
        "description",
    ];

    /// <summary>The root members that an editor knows and sends; one that is not among them is none that it took away.</summary>
    private static readonly HashSet<string> Known =
    [
        .. Derived,
        .. Optional,
        "name",
        "root",
        "usableAsActivity",
        "tenantId",
    ];

    /// <summary>The document without what is not content, keys in order.</summary>
    public static JsonObject Of(JsonObject document)
    {
        var content = document.DeepClone().AsObject();
        foreach (var name in Derived)
            content.Remove(name);
        foreach (var name in Optional)
        {
            if (
                content[name] is null or JsonArray { Count: 0 } or JsonObject { Count: 0 }
                || content.Text(name) is null && content[name] is JsonValue
            )
                content.Remove(name);
        }
        if (content["root"] is JsonObject root)
            Strip(root);
        return content;
    }

    /// <summary>
    /// The hash of the content: the same for documents that differ in white space, key order and the store's members.
    /// </summary>
    public static string HashOf(JsonObject document) => NormalizedJson.Hash(Of(document));

    /// <summary>Takes out of a document what only an answer of the server holds.</summary>
    internal static void Clean(JsonObject document)
    {
        foreach (var name in Views)
            document.Remove(name);
    }

    /// <summary>Keeps root members that an editor dropped because it does not know them.</summary>
    internal static void CarryOver(JsonObject from, JsonObject to)
    {
        foreach (var (name, value) in from)
        {
            if (!Known.Contains(name) && !to.ContainsKey(name))
                to[name] = value?.DeepClone();
        }
    }

    /// <summary>Writes the store's facts into a document.</summary>
    internal static void Stamp(JsonObject document, DefinitionInfo info)
    {
        document["id"] = info.Id;
        document["definitionId"] = info.DefinitionId;
        document["name"] = info.Name;
        document["version"] = info.Version;
        document["isLatest"] = info.IsLatest;
        document["isPublished"] = info.IsPublished;
        document["createdAt"] = info.SavedAt.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture);
        if (info.IsReadonly || document.ContainsKey("isReadonly"))
            document["isReadonly"] = info.IsReadonly;
    }

    private static void Strip(JsonObject root)
    {
        var rest = new Stack<JsonObject>([root]);
        while (rest.TryPop(out var activity))
        {
            activity.Remove("nodeId");
            if (activity.Whole("version") == 1)
                activity.Remove("version");
            foreach (var child in ActivityScan.In(activity))
                rest.Push(child);
        }
    }
}
