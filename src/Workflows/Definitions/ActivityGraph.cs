using System.Text.Json.Nodes;
using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Definitions.Store;

namespace Penstock.Workflows.Definitions;

/// <summary>
/// The activities of a definition as a tree of nodes with the port each is in, the workflows used as activities opened: what the
/// Studio asks for to go into a box, or to find the way to an activity deep inside.
/// </summary>
public sealed class ActivityGraph(IDefinitionLookup definitions, ActivityRegistry registry)
{
    private const int Deepest = 32;

    /// <summary>
    /// The node with its descendants: <c>{"nodeId","port","activity","children"}</c>; the root when no node is named; null when
    /// there is none.
    /// </summary>
    public async Task<JsonObject?> SubgraphAsync(
        StoredDefinition stored,
        string? nodeId,
        CancellationToken cancellationToken = default
    )
    {
        var root = EditorView.Of(stored, registry).Object("root")!;
        var path = nodeId is null ? [Place.Of(root, "Root")] : await PathAsync(root, nodeId, cancellationToken);
        return path.Count == 0 ? null : await NodeAsync(path[^1], cancellationToken);
    }

    /// <summary>The way to a node: <c>{"childNode","container","pathSegments"}</c>; null when there is no such node.</summary>
    public async Task<JsonObject?> SegmentsAsync(
        StoredDefinition stored,
        string nodeId,
        CancellationToken cancellationToken = default
    )
    {
        var path = await PathAsync(EditorView.Of(stored, registry).Object("root")!, nodeId, cancellationToken);
        if (path.Count == 0)
            return null;
        var container = path.SkipLast(1).LastOrDefault(p => IsContainer(p.Activity)) ?? path[0];
        // Each box that has to be opened on the way: the owner of the port that holds the next container.
        var segments = path.Zip(path.Skip(1))
            .Where(p => IsContainer(p.Second.Activity) && !IsContainer(p.First.Activity))
            .Select(p =>
                (JsonNode)
                    new JsonObject
                    {
                        ["activityNodeId"] = p.First.NodeId,
                        ["activityId"] = p.First.Activity.Text("id"),
                        ["activityType"] = p.First.Activity.Text("type"),
                        ["portName"] = p.Second.Port,
                        ["activityName"] = p.First.Activity.Text("name"),
                    }
            );
        return new JsonObject
        {
            ["childNode"] = await NodeAsync(path[^1], cancellationToken),
            ["container"] = await NodeAsync(container, cancellationToken),
            ["pathSegments"] = new JsonArray([.. segments]),
        };
    }

    private bool IsContainer(JsonObject activity) =>
        registry.TryFind(activity.Text("type") ?? "", activity.Whole("version") ?? 1, out var descriptor)
        && descriptor.IsContainer;

    private async Task<List<Place>> PathAsync(JsonObject root, string nodeId, CancellationToken cancellationToken)
    {
        var path = new List<Place> { Place.Of(root, "Root") };
        while (path[^1].NodeId != nodeId)
        {
            var next = (await ChildrenAsync(path[^1], cancellationToken)).FirstOrDefault(c =>
                nodeId == c.NodeId || nodeId.StartsWith(c.NodeId + ":", StringComparison.Ordinal)
            );
            if (next is null || path.Count > 512)
                return [];
            path.Add(next);
        }
        return path;
    }

    private async Task<JsonObject> NodeAsync(Place place, CancellationToken cancellationToken)
    {
        var children = new JsonArray();
        if (place.Depth < Deepest)
        {
            foreach (var child in await ChildrenAsync(place, cancellationToken))
                children.Add(await NodeAsync(child, cancellationToken));
        }
        return new JsonObject
        {
            ["nodeId"] = place.NodeId,
            ["port"] = place.Port,
            ["activity"] = place.Activity.DeepClone(),
            ["children"] = children,
        };
    }

    private async Task<List<Place>> ChildrenAsync(Place place, CancellationToken cancellationToken)
    {
        var children = ActivityScan
            .WithMembers(place.Activity)
            .Select(c => Place.Of(c.Activity, char.ToUpperInvariant(c.Member[0]) + c.Member[1..], place.Depth + 1))
            .ToList();
        if (await UsedAsync(place.Activity, cancellationToken) is { } inner)
        {
            var root = EditorView.RootInside(inner, place.NodeId, registry);
            place.Activity["root"] = root;
            children.Add(Place.Of(root, "Root", place.Depth + 1));
        }
        return children;
    }

    private async Task<StoredDefinition?> UsedAsync(JsonObject activity, CancellationToken cancellationToken)
    {
        if (activity.Text(DefinitionUses.Member) is not { } id || activity.ContainsKey("root"))
            return null;
        var version = activity.Text("workflowDefinitionVersionId");
        return (version is null ? null : await definitions.FindVersionAsync(version, cancellationToken))
            ?? await definitions.FindAsync(id, VersionOptions.Published, cancellationToken);
    }

    private sealed record Place(JsonObject Activity, string NodeId, string Port, int Depth)
    {
        public static Place Of(JsonObject activity, string port, int depth = 0) =>
            new(activity, activity.Text("nodeId") ?? "", port, depth);
    }
}
