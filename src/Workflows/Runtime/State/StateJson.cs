using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Workflows.Expressions;

namespace Penstock.Workflows.Runtime.State;

/// <summary>Values as JSON and back, for state that outlives the process.</summary>
internal static class StateJson
{
    private static readonly JsonSerializerOptions Snapshots = new(ValueConverter.Json)
    {
        MaxDepth = 512,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public static JsonNode? Node(object? value) =>
        value switch
        {
            null => null,
            IStateObject state => state.Save(),
            JsonNode node => node.DeepClone(),
            _ => JsonSerializer.SerializeToNode(value, value.GetType(), ValueConverter.Json),
        };

    public static Dictionary<string, JsonNode?>? Nodes(IEnumerable<KeyValuePair<string, object?>> values)
    {
        Dictionary<string, JsonNode?>? nodes = null;
        foreach (var (name, value) in values)
            (nodes ??= [])[name] = Node(value);
        return nodes;
    }

    public static JsonObject Object(IEnumerable<KeyValuePair<string, object?>> values) =>
        new(values.Select(v => KeyValuePair.Create(v.Key, Node(v.Value))));

    /// <summary>
    /// A value read back: scalars as themselves, the rest as JSON that is converted when it is wanted as something.
    /// </summary>
    public static object? Value(JsonNode? node) => ValueConverter.Convert(node, typeof(object));

    public static string Write(RunSnapshot snapshot) => JsonSerializer.Serialize(snapshot, Snapshots);

    public static RunSnapshot Read(string text) => JsonSerializer.Deserialize<RunSnapshot>(text, Snapshots)!;
}
