using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penstock.Workflows.Definitions;

/// <summary>
/// Finds the activities inside an activity's JSON without knowing its type, so that those inside an unknown activity are seen
/// too.
/// An activity has a <c>type</c> and an <c>id</c>, a type <c>version</c> or a <c>nodeId</c>; expressions have none of these,
/// variables
/// and wrapped inputs have <c>typeName</c>. Hand-written files leave all three out, so the items of <c>activities</c> need only
/// a type.
/// </summary>
internal static class ActivityScan
{
    private static readonly HashSet<string> NeverActivities =
    [
        "customProperties",
        "metadata",
        "variables",
        "connections",
        "expression",
        "memoryReference",
        "start",
    ];

    public static IReadOnlyList<JsonObject> In(JsonObject activity)
    {
        var found = new List<JsonObject>();
        Members(activity, found);
        return found;
    }

    /// <summary>The same, each with the member of the activity that it is in.</summary>
    public static IEnumerable<(string Member, JsonObject Activity)> WithMembers(JsonObject activity)
    {
        foreach (var (name, value) in activity)
        {
            if (value is null or JsonValue || NeverActivities.Contains(name))
                continue;
            var found = new List<JsonObject>();
            Nearest(value, name is "activities" or "activity", found);
            foreach (var child in found)
                yield return (name, child);
        }
    }

    private static void Members(JsonObject json, List<JsonObject> found)
    {
        foreach (var (name, value) in json)
        {
            if (value is null or JsonValue || NeverActivities.Contains(name))
                continue;
            Nearest(value, name is "activities" or "activity", found);
        }
    }

    private static void Nearest(JsonNode node, bool isPlaceOfActivities, List<JsonObject> found)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
            {
                if (item is not null)
                    Nearest(item, isPlaceOfActivities, found);
            }
        }
        else if (node is JsonObject json)
        {
            if (IsActivity(json, isPlaceOfActivities))
                found.Add(json);
            else
                Members(json, found);
        }
    }

    private static bool IsActivity(JsonObject json, bool isPlaceOfActivities) =>
        json.Text("type") is not null
        && (
            isPlaceOfActivities
            || json.ContainsKey("id")
            || json.ContainsKey("nodeId")
            || json["version"]?.GetValueKind() == JsonValueKind.Number
        );
}
