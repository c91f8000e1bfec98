using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Diffs;

/// <summary>What two states of a table are compared by.</summary>
/// <param name="Table">The table.</param>
/// <param name="From">The state before: a run, a snapshot's number or a time; see <see
/// cref="Zones.History.TimeOfAsync"/>.</param>
/// <param name="To">The state after.</param>
public sealed record DiffOptions(TableName Table, string From, string To)
{
    /// <summary>
    /// The columns by which a row before and a row after are the same; when empty <see cref="Keys"/> count, and without them
    /// whole rows are compared and nothing is called changed.
    /// </summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>
    /// Keys to take when <see cref="Key"/> names none: the first whose columns are in both states and tell their rows apart.
    /// Where none does, whole rows are compared.
    /// </summary>
    public IReadOnlyList<DiffKey> Keys { get; init; } = [];

    /// <summary>
    /// Columns that make no difference. Default: those that differ from run to run though the data is the same.
    /// </summary>
    public IReadOnlyList<string> Ignored { get; init; } = ["_run_id", "_ingested_at", "_quarantined_at"];

    /// <summary>How many rows of each kind are shown. 0 to 10,000, default 10.</summary>
    public int Sample { get; init; } = 10;
}
