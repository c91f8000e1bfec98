using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

/// <summary>What running one model gave.</summary>
/// <param name="Table">Its table.</param>
/// <param name="IsSkipped">True: its inputs, text, contract and variables are those of the current snapshot, nothing was done.</param>
/// <param name="SnapshotId">The table's current snapshot now.</param>
/// <param name="Account">Where the rows went; for a skipped model all that is in the table.</param>
/// <param name="Rules">The contract's rules and how many rows broke each; empty when skipped.</param>
/// <param name="Bytes">Size of the table.</param>
/// <param name="Duration">Time it took.</param>
public sealed record ModelResult(
    TableName Table, bool IsSkipped, long SnapshotId, RowAccount Account, IReadOnlyList<RuleResult> Rules, long Bytes, TimeSpan Duration);
