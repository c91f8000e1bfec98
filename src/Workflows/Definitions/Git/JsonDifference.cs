using System.Text.Json.Nodes;

namespace Penstock.Workflows.Definitions.Git;

/// <summary>
/// The members in which two documents differ. Items of lists that have an id are compared by it, so that a moved activity is no
/// change of all others.
/// </summary>
internal static class JsonDifference
{
    public static IReadOnlyList<string> Of(JsonNode? before, JsonNode? after)
    {
        var lines = new List<string>();
        Compare("$", before, after, lines);
        return lines;
    }

    private static void Compare(string path, JsonNode? before, JsonNode? after, List<string> lines)
    {
        if (before is JsonObject x && after is JsonObject y)
        {
            foreach (var name in x.Select(m => m.Key).Union(y.Select(m => m.Key)).Order(StringComparer.Ordinal))
                Pair($"{path}.{name}", x.ContainsKey(name), x[name], y.ContainsKey(name), y[name], lines);
        }
        else if (before is JsonArray p && after is JsonArray q)
            Lists(path, p, q, lines);
        else if (NormalizedJson.Of(before) != NormalizedJson.Of(after))
            lines.Add($"{path}: {Short(before)} -> {Short(after)}");
    }

    private static void Lists(string path, JsonArray before, JsonArray after, List<string> lines)
    {
        var (x, y) = (ByKey(before), ByKey(after));
        foreach (var key in x.Keys.Union(y.Keys))
            Pair(
                $"{path}[{key}]",
                x.ContainsKey(key),
                x.GetValueOrDefault(key),
                y.ContainsKey(key),
                y.GetValueOrDefault(key),
                lines
            );
        if (lines.Count == 0 && !x.Keys.SequenceEqual(y.Keys))
            lines.Add($"{path}: the order differs");
    }

    private static void Pair(
        string path,
        bool hasBefore,
        JsonNode? before,
        bool hasAfter,
        JsonNode? after,
        List<string> lines
    )
    {
        if (hasBefore && hasAfter)
            Compare(path, before, after, lines);
        else
            lines.Add(hasBefore ? $"{path}: {Short(before)} -> (absent)" : $"{path}: (absent) -> {Short(after)}");
    }

    private static Dictionary<string, JsonNode?> ByKey(JsonArray array)
    {
        var items = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        for (var i = 0; i < array.Count; i++)
            items[array[i] is JsonObject json && json.Text("id") is { } id && !items.ContainsKey(id) ? id : $"{i}"] =
                array[i];
        return items;
    }

    private static string Short(JsonNode? node)
    {
        var text = NormalizedJson.Of(node);
        return text.Length <= 120 ? text : string.Concat(text.AsSpan(0, 117), "...");
    }
}
