using Penstock.Iceberg.Changes;

namespace Penstock.Server.Iceberg;

/// <summary>The body of a commit to one table.</summary>
internal sealed record CommitTableRequest(
    IReadOnlyList<TableRequirement> Requirements,
    IReadOnlyList<TableUpdate> Updates
);
