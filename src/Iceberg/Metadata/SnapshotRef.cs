using System.Text.Json;
using System.Text.Json.Serialization;

namespace Penstock.Iceberg.Metadata;

/// <summary>A name for a snapshot.</summary>
/// <param name="SnapshotId">The snapshot.</param>
/// <param name="Type"><c>branch</c> or <c>tag</c>.</param>
public sealed record SnapshotRef(long SnapshotId, string Type)
{
    /// <summary>The branch whose head is the current snapshot.</summary>
    public const string Main = "main";

    /// <summary>What is not known here: kept as it came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; init; }
}
