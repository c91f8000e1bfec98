using System.Text.Json.Nodes;

namespace Penstock.Workflows.Instances;

/// <summary>A variable of a run and its value.</summary>
/// <param name="Id">The variable's id in the definition.</param>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; secrets are masked, long texts cut.</param>
public sealed record InstanceVariable(string Id, string Name, JsonNode? Value);
