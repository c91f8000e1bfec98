using System.Text.Json.Nodes;

namespace Penstock.Pipelines.Activities.Triggers;

/// <summary>A new thing.</summary>
/// <param name="Id">What tells it from all others.</param>
/// <param name="At">When it came.</param>
/// <param name="Facts">What the run is told.</param>
internal sealed record Found(string Id, DateTimeOffset At, JsonObject Facts);
