namespace Penstock.Pipelines.Replay;

/// <summary>A table or a view as it is and as the replay made it.</summary>
/// <param name="Name"><c>zone.name</c> of the lake, or <c>schema.name</c> of the warehouse.</param>
/// <param name="RowsNow">Rows it has; null when it is not there.</param>
/// <param name="RowsReplayed">Rows that the replay gave it; null when it gave none.</param>
/// <param name="Outcome"><c>equal</c>, <c>different</c>, <c>only now</c> or <c>only replayed</c>.</param>
public sealed record ReplayedTable(string Name, long? RowsNow, long? RowsReplayed, string Outcome)
{
    /// <summary>Whether it is a view: its rows are those that its query gives.</summary>
    public bool IsView { get; init; }

    /// <summary>Whether both are the same.</summary>
    public bool IsEqual => Outcome == "equal";

    internal static ReplayedTable Of(
        string name,
        (long Rows, string Value)? now,
        (long Rows, string Value)? replayed
    ) =>
        new(
            name,
            now?.Rows,
            replayed?.Rows,
            now is null ? "only replayed"
                : replayed is null ? "only now"
                : now == replayed ? "equal"
                : "different"
        );
}
