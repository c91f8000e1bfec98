using Penstock.Iceberg.Changes;

namespace Penstock.Server.Iceberg;

/// <summary>The body of a commit to several tables.</summary>
internal sealed record CommitTransactionRequest(IReadOnlyList<CommitTransactionRequest.Change> TableChanges)
{
    /// <summary>The commit to one of them.</summary>
    internal sealed record Change(
        Identifier Identifier,
        IReadOnlyList<TableRequirement> Requirements,
        IReadOnlyList<TableUpdate> Updates
    );
}
