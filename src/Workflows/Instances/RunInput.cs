using System.Text.Json.Nodes;
using Penstock.Workflows.Runtime.State;

namespace Penstock.Workflows.Instances;

/// <summary>What a caller gives a run, read from JSON.</summary>
public static class RunInput
{
    /// <summary>The members as values: scalars as themselves, the rest as JSON.</summary>
    public static IReadOnlyDictionary<string, object?> Of(JsonObject? json) =>
        json is null
            ? new Dictionary<string, object?>()
            : json.ToDictionary(v => v.Key, v => StateJson.Value(v.Value?.DeepClone()), StringComparer.Ordinal);
}
