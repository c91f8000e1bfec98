using Penstock.Core.Errors;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Iceberg.Catalog;

/// <summary>
/// A commit began from a state that is no longer the table's. Nothing was changed; made again on the present state it may
/// succeed.
/// </summary>
public sealed class CommitConflictException(TableName table, string reason)
    : PenstockException(
        $"The table changed meanwhile: {reason}",
        table.ToString(),
        "Nothing was changed",
        "load the table again and repeat the change"
    )
{
    /// <inheritdoc/>
    public override bool IsTransient => true;
}
