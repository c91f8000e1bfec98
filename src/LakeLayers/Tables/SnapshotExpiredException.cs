using System.Globalization;
using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Tables;

/// <summary>The snapshot was expired: it is not kept any more, and its files may be gone.</summary>
public sealed class SnapshotExpiredException(TableName table, long id, DateTime at)
    : PenstockException(
        string.Create(
            CultureInfo.InvariantCulture,
            $"The snapshot was expired on {at:yyyy-MM-dd} and cannot be read any more"
        ),
        $"snapshot {id} of {table}",
        "Nothing was changed",
        $"penstock zones history {table}, which lists the snapshots that are left"
    );
