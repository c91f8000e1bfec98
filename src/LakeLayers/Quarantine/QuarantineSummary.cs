using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Quarantine;

/// <summary>How many rows of one table a run refused for one reason.</summary>
/// <param name="Table">The table that the rows were kept out of.</param>
/// <param name="RunId">The run.</param>
/// <param name="SnapshotId">The snapshot of the quarantine table.</param>
/// <param name="At">When the run published it.</param>
/// <param name="Rule">The first broken rule.</param>
/// <param name="Reason">All broken rules, for people.</param>
/// <param name="Rows">How many.</param>
public sealed record QuarantineSummary(
    TableName Table,
    Guid RunId,
    long SnapshotId,
    DateTimeOffset At,
    string? Rule,
    string Reason,
    long Rows
);
