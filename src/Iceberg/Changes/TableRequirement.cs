using System.Text.Json.Serialization;
using Penstock.Iceberg.Metadata;

namespace Penstock.Iceberg.Changes;

/// <summary>
/// What must hold of a table for a commit to be made (TableRequirement of the OpenAPI document of Iceberg's REST catalogue).
/// </summary>
[JsonPolymorphic(
    TypeDiscriminatorPropertyName = "type",
    UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization
)]
[JsonDerivedType(typeof(AssertCreate), "assert-create")]
[JsonDerivedType(typeof(AssertTableUuid), "assert-table-uuid")]
[JsonDerivedType(typeof(AssertRefSnapshotId), "assert-ref-snapshot-id")]
[JsonDerivedType(typeof(AssertLastAssignedFieldId), "assert-last-assigned-field-id")]
[JsonDerivedType(typeof(AssertCurrentSchemaId), "assert-current-schema-id")]
[JsonDerivedType(typeof(AssertLastAssignedPartitionId), "assert-last-assigned-partition-id")]
[JsonDerivedType(typeof(AssertDefaultSpecId), "assert-default-spec-id")]
[JsonDerivedType(typeof(AssertDefaultSortOrderId), "assert-default-sort-order-id")]
public abstract record TableRequirement
{
    /// <summary>Why it does not hold, as what was expected and what is; null when it holds.</summary>
    /// <param name="table">The table, or null when there is none.</param>
    public string? Breach(TableMetadata? table) =>
        table is null
            ? this is AssertCreate
                ? null
                : "the table does not exist"
            : BreachOf(table);

    private protected abstract string? BreachOf(TableMetadata table);

    private protected static string? Compare<T>(string what, T expected, T actual) =>
        EqualityComparer<T>.Default.Equals(expected, actual)
            ? null
            : $"{what} was expected to be {expected?.ToString() ?? "none"} and is {actual?.ToString() ?? "none"}";
}

/// <summary>The table does not exist.</summary>
public sealed record AssertCreate : TableRequirement
{
    private protected override string BreachOf(TableMetadata table) => "the table exists";
}

/// <summary>It is still the same table.</summary>
public sealed record AssertTableUuid(Guid Uuid) : TableRequirement
{
    private protected override string? BreachOf(TableMetadata table) =>
        Compare("the table's uuid", Uuid, table.TableUuid);
}

/// <summary>A branch or tag points where it did; a null snapshot: it does not exist.</summary>
public sealed record AssertRefSnapshotId(string Ref, long? SnapshotId = null) : TableRequirement
{
    private protected override string? BreachOf(TableMetadata table) =>
        Compare($"the snapshot of {Ref}", SnapshotId, table.Refs.GetValueOrDefault(Ref)?.SnapshotId);
}

/// <summary>No column was added.</summary>
public sealed record AssertLastAssignedFieldId(int LastAssignedFieldId) : TableRequirement
{
    private protected override string? BreachOf(TableMetadata table) =>
        Compare("the last field id", LastAssignedFieldId, table.LastColumnId);
}

/// <summary>The columns are as they were.</summary>
public sealed record AssertCurrentSchemaId(int CurrentSchemaId) : TableRequirement
{
    private protected override string? BreachOf(TableMetadata table) =>
        Compare("the current schema", CurrentSchemaId, table.CurrentSchemaId);
}

/// <summary>No partition field was added.</summary>
public sealed record AssertLastAssignedPartitionId(int LastAssignedPartitionId) : TableRequirement
{
    private protected override string? BreachOf(TableMetadata table) =>
        Compare("the last partition id", LastAssignedPartitionId, table.LastPartitionId);
}

/// <summary>New files are partitioned as they were.</summary>
public sealed record AssertDefaultSpecId(int DefaultSpecId) : TableRequirement
{
    private protected override string? BreachOf(TableMetadata table) =>
        Compare("the default partition spec", DefaultSpecId, table.DefaultSpecId);
}

/// <summary>New files are sorted as they were.</summary>
public sealed record AssertDefaultSortOrderId(int DefaultSortOrderId) : TableRequirement
{
    private protected override string? BreachOf(TableMetadata table) =>
        Compare("the default sort order", DefaultSortOrderId, table.DefaultSortOrderId);
}
