using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Tables;

/// <summary>
/// Another run published a snapshot of the same table first. Making the step again on the new snapshot resolves it.
/// </summary>
public sealed class SnapshotConflictException(TableName table, long? expected, long? actual)
    : PenstockException(
        "Another run changed the table meanwhile",
        $"{table} (expected snapshot {expected?.ToString() ?? "none"}, found {actual?.ToString() ?? "none"})",
        "Nothing of this step was published",
        "run the workflow again"
    )
{
    /// <inheritdoc/>
    public override bool IsTransient => true;
}
