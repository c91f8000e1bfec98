using System.Text.Json;
using Dapper;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;

namespace Penstock.LakeLayers.Tables;

/// <summary>Where the rows that a step read went; they add up: in = out + quarantined + all dropped.</summary>
/// <param name="Table">The table the step wrote.</param>
/// <param name="RowsIn">Rows read.</param>
/// <param name="RowsOut">Rows published.</param>
/// <param name="Quarantined">Rows that broke the contract.</param>
/// <param name="Dropped">Rows left out by a rule of the model, a count for each rule, for instance
/// <c>exact_duplicate</c>.</param>
public sealed record RowAccount(
    TableName Table,
    long RowsIn,
    long RowsOut,
    long Quarantined,
    IReadOnlyDictionary<string, long> Dropped
)
{
    /// <summary>Whether every row is accounted for.</summary>
    public bool Balances => RowsIn == RowsOut + Quarantined + Dropped.Values.Sum();

    /// <summary>Records the account inside the step's one transaction.</summary>
    /// <exception cref="InvalidOperationException">The account does not balance: rows would be lost in silence.</exception>
    public Task RecordAsync(MetadataTransaction transaction, StepIdentity step)
    {
        if (!Balances)
            throw new InvalidOperationException($"Rows of {Table} are not accounted for: {this}");
        return transaction.Connection.ExecuteAsync(
            """
            INSERT INTO lake.row_account (step_run_id, run_id, zone, name, rows_in, rows_out, quarantined, dropped)
            VALUES (@StepRunId, @RunId, @Zone, @Name, @RowsIn, @RowsOut, @Quarantined, @Dropped::jsonb)
            """,
            new
            {
                step.StepRunId,
                step.RunId,
                Table.Zone,
                Table.Name,
                RowsIn,
                RowsOut,
                Quarantined,
                Dropped = JsonSerializer.Serialize(Dropped),
            }
        );
    }
}
