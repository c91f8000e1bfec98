using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>What running one model gave.</summary>
/// <param name="Table">Its table.</param>
/// <param name="IsSkipped">True: its inputs, text, contract and variables are those of what is there, nothing was done.</param>
/// <param name="SnapshotId">The table's current snapshot now; 0 for a view.</param>
/// <param name="Account">Where the rows went; for a skipped model all that is in the table.</param>
/// <param name="Rules">The contract's rules and how many rows broke each; empty when skipped.</param>
/// <param name="Bytes">Size of what was written; for a skipped model of the table.</param>
/// <param name="Duration">Time it took.</param>
public sealed record ModelResult(
    TableName Table,
    bool IsSkipped,
    long SnapshotId,
    RowAccount Account,
    IReadOnlyList<RuleResult> Rules,
    long Bytes,
    TimeSpan Duration
)
{
    /// <summary>How it is kept.</summary>
    public Materialization Materialized { get; init; }

    /// <summary>
    /// What people should know of it besides its rules, for instance that somebody who was forgotten is in its new rows.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Whether its rows were put into the table that was there.</summary>
    public bool WasChanged { get; init; }
}
