using System.Text.Json.Nodes;

namespace Penstock.Workflows.Runtime.State;

/// <summary>What an activity gave last.</summary>
internal sealed record OutputSnapshot(string ActivityId, string? Name, JsonObject Values);
