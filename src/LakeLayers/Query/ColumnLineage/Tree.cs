using System.Text.Json;

namespace Penstock.LakeLayers.Query.ColumnLineage;

/// <summary>Reading DuckDB's serialised parse tree, in which empty members are left out.</summary>
internal static class Tree
{
    public static string Text(this JsonElement node, string member) =>
        node.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    public static IEnumerable<JsonElement> Items(this JsonElement node, string member) =>
        node.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : [];

    public static IReadOnlyList<string> Words(this JsonElement node, string member) =>
        [.. node.Items(member).Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.GetString()!)];

    public static JsonElement? Child(this JsonElement node, string member) =>
        node.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    /// <summary>The members and items below a node.</summary>
    public static IEnumerable<JsonElement> Children(this JsonElement node) =>
        node.ValueKind switch
        {
            JsonValueKind.Object => node.EnumerateObject().Select(m => m.Value),
            JsonValueKind.Array => node.EnumerateArray(),
            _ => [],
        };
}
