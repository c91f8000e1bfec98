using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Diffs;

/// <summary>What became of a table's rows between two snapshots.</summary>
/// <param name="Table">The table.</param>
/// <param name="From">The snapshot before.</param>
/// <param name="To">The snapshot after.</param>
/// <param name="Key">The columns by which rows were told to be the same; empty: whole rows were compared.</param>
/// <param name="Columns">What became of the columns, for instance <c>+ email VARCHAR</c>; only those of both are
/// compared.</param>
/// <param name="Added">Rows that are only after.</param>
/// <param name="Removed">Rows that were only before.</param>
/// <param name="Changed">Rows of a key whose other columns differ.</param>
/// <param name="Unchanged">Rows that are in both.</param>
/// <param name="ChangedBy">How many of the changed rows differ in which column.</param>
/// <param name="Sample">Some of the rows.</param>
public sealed record TableDiff(
    TableName Table,
    long From,
    long To,
    IReadOnlyList<string> Key,
    IReadOnlyList<string> Columns,
    long Added,
    long Removed,
    long Changed,
    long Unchanged,
    IReadOnlyDictionary<string, long> ChangedBy,
    IReadOnlyList<RowChange> Sample
)
{
    /// <summary>Who says that the key tells rows apart, for people; null: who asked does, or whole rows were compared.</summary>
    public string? KeyFrom { get; init; }

    /// <summary>Keys that were passed over and why, for people; without values.</summary>
    public IReadOnlyList<string> PassedOver { get; init; } = [];
}
