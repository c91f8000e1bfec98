using Penstock.Core.Errors;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Contracts;

/// <summary>A table would break its contract in a way for which the policy is <c>fail</c>. Exit code 3.</summary>
public sealed class ContractBreachException(TableName table, string file, IReadOnlyList<string> breaches)
    : PenstockException(
        "The contract is broken",
        $"{table} ({file}): {string.Join("; ", breaches)}",
        "Nothing of this step was published; the tables are as they were",
        $"penstock zones head {table}, then mend the source, the model or the contract and run the workflow again"
    )
{
    /// <summary>The table.</summary>
    public TableName Table { get; } = table;

    /// <summary>The broken rules with their counts, for people.</summary>
    public IReadOnlyList<string> Breaches { get; } = breaches;

    /// <inheritdoc/>
    public override int ExitCode => 3;
}
