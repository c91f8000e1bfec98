using System.Text.Json;
using System.Text.Json.Serialization;

namespace Penstock.Iceberg.Metadata;

/// <summary>A table's content at one time.</summary>
public sealed record Snapshot
{
    /// <summary>Unique within the table.</summary>
    public required long SnapshotId { get; init; }

    /// <summary>The snapshot that it was made from.</summary>
    public long? ParentSnapshotId { get; init; }

    /// <summary>The order of changes.</summary>
    public long SequenceNumber { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public required long TimestampMs { get; init; }

    /// <summary>The Avro file that lists its manifests, as a URI.</summary>
    public required string ManifestList { get; init; }

    /// <summary><c>operation</c> (append, replace, overwrite, delete) and counts.</summary>
    public IReadOnlyDictionary<string, string> Summary { get; init; } = new Dictionary<string, string>();

    /// <summary>The schema that was current then.</summary>
    public int? SchemaId { get; init; }

    /// <summary>What is not known here: kept as it came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; init; }
}
