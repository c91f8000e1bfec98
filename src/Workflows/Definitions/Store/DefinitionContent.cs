using System.Globalization;
using System.Text.Json.Nodes;

namespace Penstock.Workflows.Definitions.Store;

/// <summary>
/// The part of a document that its author decides. What the store decides (ids, version, flags, times) and what follows from
/// the rest (<c>nodeId</c>, <c>links</c>, <c>$schema</c>) is left out when two documents are compared.
/// </summary>
public static class DefinitionContent
{
    /// <summary>The root members that the store writes itself.</summary>
    private static readonly string[] Own = ["id", "definitionId", "version", "isLatest", "isPublished", "createdAt"];

    private static readonly string[] Derived = [.. Own, "$schema", "links", "isReadonly", "isSystem"];

    /// <summary>The document without what is not content, keys in order.</summary>
    public static JsonObject Of(JsonObject document)
    {
        var content = document.DeepClone().AsObject();
        foreach (var name in Derived) content.Remove(name);
        if (content["root"] is JsonObject root) Strip(root);
        return content;
    }

    /// <summary>The hash of the content: the same for documents that differ in white space, key order and the store's members.</summary>
    public static string HashOf(JsonObject document) => NormalizedJson.Hash(Of(document));

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
        if (info.IsReadonly || document.ContainsKey("isReadonly")) document["isReadonly"] = info.IsReadonly;
    }

    private static void Strip(JsonObject root)
    {
        var rest = new Stack<JsonObject>([root]);
        while (rest.TryPop(out var activity))
        {
            activity.Remove("nodeId");
            foreach (var child in ActivityScan.In(activity)) rest.Push(child);
        }
    }
}
