using System.Text.Json;
using System.Text.Json.Serialization;
using Penstock.Iceberg.Schemas;

namespace Penstock.Iceberg.Metadata;

/// <summary>
/// Everything about a table at one time (https://iceberg.apache.org/spec/#table-metadata): its columns, partitioning, sort
/// order and
/// snapshots. A change makes another one; which one holds is the catalogue's word. Members that are not known here are kept.
/// </summary>
public sealed record TableMetadata
{
    /// <summary>The version of the format that this platform writes.</summary>
    public const int Version = 2;

    /// <summary>1 or 2.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>The table's identity, whatever its name.</summary>
    public Guid TableUuid { get; init; }

    /// <summary>The folder of its files, as a URI.</summary>
    public required string Location { get; init; }

    /// <summary>Grows with every snapshot; tells which deletes apply to which files.</summary>
    public long LastSequenceNumber { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public required long LastUpdatedMs { get; init; }

    /// <summary>The highest field id that was ever given.</summary>
    public required int LastColumnId { get; init; }

    /// <summary>Which of the schemas holds.</summary>
    public int CurrentSchemaId { get; init; }

    /// <summary>All schemas that snapshots refer to.</summary>
    public IReadOnlyList<IcebergSchema> Schemas { get; init; } = [];

    /// <summary>Which of the partition specs new files follow.</summary>
    public int DefaultSpecId { get; init; }

    /// <summary>All partition specs that files follow.</summary>
    public IReadOnlyList<PartitionSpec> PartitionSpecs { get; init; } = [];

    /// <summary>The highest partition field id that was ever given; 999 without.</summary>
    public int LastPartitionId { get; init; } = PartitionSpec.FirstFieldId - 1;

    /// <summary>Which of the sort orders new files should follow; 0 is none.</summary>
    public int DefaultSortOrderId { get; init; }

    /// <summary>All sort orders.</summary>
    public IReadOnlyList<SortOrder> SortOrders { get; init; } = [];

    /// <summary>Settings for those who read and write the table.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>The snapshot that readers see; null while there is none.</summary>
    public long? CurrentSnapshotId { get; init; }

    /// <summary>The snapshots that can be read.</summary>
    public IReadOnlyList<Snapshot> Snapshots { get; init; } = [];

    /// <summary>When which snapshot became the current one.</summary>
    public IReadOnlyList<SnapshotLogEntry> SnapshotLog { get; init; } = [];

    /// <summary>Earlier metadata files.</summary>
    public IReadOnlyList<MetadataLogEntry> MetadataLog { get; init; } = [];

    /// <summary>Branches and tags; <c>main</c> is the current snapshot.</summary>
    public IReadOnlyDictionary<string, SnapshotRef> Refs { get; init; } = new Dictionary<string, SnapshotRef>();

    /// <summary>Files of statistics, at most one of a snapshot.</summary>
    public IReadOnlyList<StatisticsFile>? Statistics { get; init; }

    /// <summary>Files of the statistics of partitions, at most one of a snapshot.</summary>
    public IReadOnlyList<StatisticsFile>? PartitionStatistics { get; init; }

    /// <summary>What is not known here: kept as it came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; init; }

    /// <summary>The columns that hold.</summary>
    [JsonIgnore]
    public IcebergSchema Schema => Schemas.First(s => s.SchemaId == CurrentSchemaId);

    /// <summary>The partition spec of new files.</summary>
    [JsonIgnore]
    public PartitionSpec Spec => PartitionSpecs.First(s => s.SpecId == DefaultSpecId);

    /// <summary>The current snapshot, or null.</summary>
    [JsonIgnore]
    public Snapshot? Current => CurrentSnapshotId is { } id ? Find(id) : null;

    /// <summary>A snapshot by its id, or null.</summary>
    public Snapshot? Find(long snapshotId) => Snapshots.FirstOrDefault(s => s.SnapshotId == snapshotId);

    /// <summary>
    /// Reads a metadata file of version 1 or 2 and checks that it holds together; version 1 comes out as version 2 has it.
    /// </summary>
    /// <exception cref="IcebergFormatException">It is not valid, or of another version.</exception>
    public static TableMetadata Parse(string json) => MetadataReader.Read(json);
}
