using System.Text.Json.Serialization;
using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Schemas;

namespace Penstock.Iceberg.Changes;

/// <summary>
/// One change of a table's metadata, as the REST catalogue's commits are made of (TableUpdate of the OpenAPI document of
/// Iceberg's REST
/// catalogue). An id of -1 means the schema, spec or order that was added last.
/// </summary>
[JsonPolymorphic(
    TypeDiscriminatorPropertyName = "action",
    UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization
)]
[JsonDerivedType(typeof(AssignUuid), "assign-uuid")]
[JsonDerivedType(typeof(UpgradeFormatVersion), "upgrade-format-version")]
[JsonDerivedType(typeof(AddSchema), "add-schema")]
[JsonDerivedType(typeof(SetCurrentSchema), "set-current-schema")]
[JsonDerivedType(typeof(AddSpec), "add-spec")]
[JsonDerivedType(typeof(SetDefaultSpec), "set-default-spec")]
[JsonDerivedType(typeof(AddSortOrder), "add-sort-order")]
[JsonDerivedType(typeof(SetDefaultSortOrder), "set-default-sort-order")]
[JsonDerivedType(typeof(AddSnapshot), "add-snapshot")]
[JsonDerivedType(typeof(SetSnapshotRef), "set-snapshot-ref")]
[JsonDerivedType(typeof(RemoveSnapshots), "remove-snapshots")]
[JsonDerivedType(typeof(RemoveSnapshotRef), "remove-snapshot-ref")]
[JsonDerivedType(typeof(SetLocation), "set-location")]
[JsonDerivedType(typeof(SetProperties), "set-properties")]
[JsonDerivedType(typeof(RemoveProperties), "remove-properties")]
[JsonDerivedType(typeof(RemovePartitionSpecs), "remove-partition-specs")]
[JsonDerivedType(typeof(RemoveSchemas), "remove-schemas")]
[JsonDerivedType(typeof(SetStatistics), "set-statistics")]
[JsonDerivedType(typeof(RemoveStatistics), "remove-statistics")]
[JsonDerivedType(typeof(SetPartitionStatistics), "set-partition-statistics")]
[JsonDerivedType(typeof(RemovePartitionStatistics), "remove-partition-statistics")]
public abstract record TableUpdate;

/// <summary>Gives a new table its identity.</summary>
public sealed record AssignUuid(Guid Uuid) : TableUpdate;

/// <summary>Raises the version of the format.</summary>
public sealed record UpgradeFormatVersion(int FormatVersion) : TableUpdate;

/// <summary>Adds columns' new state.</summary>
public sealed record AddSchema(IcebergSchema Schema, int? LastColumnId = null) : TableUpdate;

/// <summary>Makes a schema the current one.</summary>
public sealed record SetCurrentSchema(int SchemaId) : TableUpdate;

/// <summary>Adds a partition spec.</summary>
public sealed record AddSpec(PartitionSpec Spec) : TableUpdate;

/// <summary>Makes a partition spec that of new files.</summary>
public sealed record SetDefaultSpec(int SpecId) : TableUpdate;

/// <summary>Adds a sort order.</summary>
public sealed record AddSortOrder(SortOrder SortOrder) : TableUpdate;

/// <summary>Makes a sort order that of new files.</summary>
public sealed record SetDefaultSortOrder(int SortOrderId) : TableUpdate;

/// <summary>Adds a snapshot; a reference makes it visible.</summary>
public sealed record AddSnapshot(Snapshot Snapshot) : TableUpdate;

/// <summary>Points a branch or tag to a snapshot.</summary>
public sealed record SetSnapshotRef(string RefName, string Type, long SnapshotId) : TableUpdate
{
    /// <summary>How long its history is kept, and the like: as of a <see cref="SnapshotRef"/>.</summary>
    [JsonExtensionData]
    public IDictionary<string, System.Text.Json.JsonElement>? Others { get; init; }
}

/// <summary>Forgets snapshots.</summary>
public sealed record RemoveSnapshots(IReadOnlyList<long> SnapshotIds) : TableUpdate;

/// <summary>Forgets a branch or tag.</summary>
public sealed record RemoveSnapshotRef(string RefName) : TableUpdate;

/// <summary>Moves the folder of new files.</summary>
public sealed record SetLocation(string Location) : TableUpdate;

/// <summary>Sets properties.</summary>
public sealed record SetProperties(IReadOnlyDictionary<string, string> Updates) : TableUpdate;

/// <summary>Takes properties away.</summary>
public sealed record RemoveProperties(IReadOnlyList<string> Removals) : TableUpdate;

/// <summary>Forgets partition specs that no file follows.</summary>
public sealed record RemovePartitionSpecs(IReadOnlyList<int> SpecIds) : TableUpdate;

/// <summary>Names the file of a snapshot's statistics, in place of the one before.</summary>
public sealed record SetStatistics(StatisticsFile Statistics) : TableUpdate;

/// <summary>Forgets a snapshot's statistics.</summary>
public sealed record RemoveStatistics(long SnapshotId) : TableUpdate;

/// <summary>Names the file of the statistics of a snapshot's partitions, in place of the one before.</summary>
public sealed record SetPartitionStatistics(StatisticsFile PartitionStatistics) : TableUpdate;

/// <summary>Forgets the statistics of a snapshot's partitions.</summary>
public sealed record RemovePartitionStatistics(long SnapshotId) : TableUpdate;

/// <summary>Forgets schemas that no snapshot needs.</summary>
public sealed record RemoveSchemas(IReadOnlyList<int> SchemaIds) : TableUpdate;
