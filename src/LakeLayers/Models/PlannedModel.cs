using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>What a run would do with one model.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Materialized">How it is kept.</param>
/// <param name="Action"><c>skip</c>, <c>make</c> (a whole table), <c>change</c> (rows of the table that is there) or
/// <c>define</c> (a view).</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Reads">The tables it reads.</param>
/// <param name="RowsRead">Rows of those that are there; what other models of the run make anew is estimated by what they hold
/// now.</param>
/// <param name="BytesRead">Their bytes.</param>
/// <param name="RowsNow">Rows that its table has now; null when it was never made.</param>
/// <param name="BytesNow">Their bytes.</param>
public sealed record PlannedModel(
    TableName Table,
    Materialization Materialized,
    string Action,
    string Reason,
    IReadOnlyList<TableName> Reads,
    long RowsRead,
    long BytesRead,
    long? RowsNow,
    long? BytesNow
)
{
    /// <summary>Rows it would write, if it grew as its inputs do; null when it was never made.</summary>
    public long? RowsWritten { get; init; }

    /// <summary>Their bytes.</summary>
    public long? BytesWritten { get; init; }
}
