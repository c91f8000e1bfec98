using System.Text.Json;
using System.Text.Json.Serialization;

namespace Penstock.Iceberg.Metadata;

/// <summary>
/// A file of statistics that an engine made of a snapshot (https://iceberg.apache.org/spec/#table-statistics); what is in it
/// is that engine's.
/// </summary>
/// <param name="SnapshotId">The snapshot.</param>
/// <param name="StatisticsPath">Its URI.</param>
public sealed record StatisticsFile(long SnapshotId, string? StatisticsPath = null)
{
    /// <summary>What is not known here: kept as it came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; init; }
}
