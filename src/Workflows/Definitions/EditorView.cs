using System.Text.Json.Nodes;
using Penstock.Workflows.Activities.Composition;
using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.Workflows.Definitions;

/// <summary>
/// Documents as clients are given them: every activity has its <c>nodeId</c> and a version, no collection is null. What the
/// author
/// wrote stays, members that nobody knows included.
/// </summary>
public static class EditorView
{
    private const string Schema = "https://elsaworkflows.io/schemas/workflow-definition/v3.0.0/schema.json";

    /// <summary>
    /// For editors: activities of unknown types are stood in for (see <see cref="NotFound"/>), versions are ones that are
    /// installed.
    /// </summary>
    public static JsonObject Of(StoredDefinition stored, ActivityRegistry registry)
    {
        var document = Complete(stored.ToJson());
        document["providerName"] = stored.Info.ProviderName;
        document["materializerName"] = "Json";
        document["isSystem"] = stored.Info.IsSystem;
        document["isReadonly"] = stored.Info.IsReadonly;
        if (!Version.TryParse(document.Text("toolVersion"), out _))
            document["toolVersion"] = null;
        NotFound.Hide(document, registry);
        Walk(
            document,
            "Workflow1",
            activity =>
            {
                var version = activity.Whole("version");
                if (registry.TryFind(activity.Text("type") ?? "", version ?? 0, out var descriptor))
                    activity["version"] = descriptor.Version;
                else if (version is null)
                    activity["version"] = 1;
            }
        );
        return document;
    }

    /// <summary>For files: with <c>$schema</c>, and original activities.</summary>
    public static JsonObject ForExport(StoredDefinition stored)
    {
        var document = Complete(stored.ToJson());
        document.Remove("links");
        if (!document.ContainsKey("$schema"))
            document.Insert(0, "$schema", Schema);
        if (!Version.TryParse(document.Text("toolVersion"), out _))
            document["toolVersion"] = "3.8.2.0";
        Walk(
            document,
            "Workflow1",
            activity =>
            {
                if (activity.Whole("version") is null)
                    activity["version"] = 1;
            }
        );
        return document;
    }

    /// <summary>The root activity of a definition that is shown inside an activity of another one.</summary>
    internal static JsonObject RootInside(StoredDefinition inner, string nodeId, ActivityRegistry registry)
    {
        var document = Of(inner, registry);
        Walk(document, nodeId, _ => { });
        return document.Object("root")!.DeepClone().AsObject();
    }

    private static JsonObject Complete(JsonObject document)
    {
        foreach (var name in (string[])["variables", "inputs", "outputs", "outcomes"])
        {
            if (document[name] is not JsonArray)
                document[name] = new JsonArray();
        }
        foreach (var name in (string[])["customProperties", "options"])
        {
            if (document[name] is not JsonObject)
                document[name] = new JsonObject();
        }
        // Old files say it at the root.
        if (document.Flag("usableAsActivity") && document["options"]!["usableAsActivity"] is null)
            document["options"]!["usableAsActivity"] = true;
        return document;
    }

    private static void Walk(JsonObject document, string prefix, Action<JsonObject> visit)
    {
        if (document.Object("root") is not { } root)
            return;
        var rest = new Stack<(JsonObject Activity, string Prefix)>([(root, prefix)]);
        while (rest.TryPop(out var at))
        {
            var nodeId = $"{at.Prefix}:{at.Activity.Text("id")}";
            at.Activity["nodeId"] = nodeId;
            visit(at.Activity);
            foreach (var child in ActivityScan.In(at.Activity))
                rest.Push((child, nodeId));
        }
    }
}
