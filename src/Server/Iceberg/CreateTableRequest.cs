using Penstock.Iceberg.Metadata;
using Penstock.Iceberg.Schemas;

namespace Penstock.Server.Iceberg;

/// <summary>The body of a table's creation.</summary>
internal sealed record CreateTableRequest(
    string Name,
    IcebergSchema Schema,
    PartitionSpec? PartitionSpec = null,
    SortOrder? WriteOrder = null,
    bool StageCreate = false,
    IReadOnlyDictionary<string, string>? Properties = null,
    string? Location = null
);
