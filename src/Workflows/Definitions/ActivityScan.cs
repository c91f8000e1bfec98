using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penstock.Workflows.Definitions;

/// <summary>
/// Finds the activities inside an activity's JSON without knowing its type, so that those inside an unknown activity are seen too.
/// An activity has a <c>type</c> and an <c>id</c> or a type <c>version</c>; expressions have neither, variables and wrapped inputs have <c>typeName</c>.
/// </summary>
internal static class ActivityScan
{
    private static readonly HashSet<string> NeverActivities =
        ["customProperties", "metadata", "variables", "connections", "expression", "memoryReference", "start"];

    public static IEnumerable<JsonObject> In(JsonObject activity) =>
        activity.Where(m => !NeverActivities.Contains(m.Key)).SelectMany(m => Nearest(m.Value));

    private static IEnumerable<JsonObject> Nearest(JsonNode? node) => node switch
    {
        JsonObject json when IsActivity(json) => [json],
        JsonObject json => json.Where(m => !NeverActivities.Contains(m.Key)).SelectMany(m => Nearest(m.Value)),
        JsonArray array => array.SelectMany(Nearest),
        _ => [],
    };

    private static bool IsActivity(JsonObject json) =>
        json.Text("type") is not null && (json.ContainsKey("id") || json["version"]?.GetValueKind() == JsonValueKind.Number);
}
