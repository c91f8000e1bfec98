using Dapper;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Contracts;

/// <summary>What checking one rule gave.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Rows">Rows that broke it; for a rule on the whole table 1 when it is broken.</param>
public sealed record RuleResult(ContractRule Rule, long Rows)
{
    /// <summary>For people: the rule's message and the count.</summary>
    public override string ToString() => Rule is TableRule ? Rule.Message : $"{Rule.Message} ({Rows} rows)";

    /// <summary>Records the results of a table inside the step's one transaction.</summary>
    internal static Task RecordAsync(
        MetadataTransaction transaction,
        StepIdentity step,
        TableName table,
        IReadOnlyList<RuleResult> results
    ) =>
        transaction.Connection.ExecuteAsync(
            """
            INSERT INTO lake.contract_result (step_run_id, run_id, zone, name, rule, column_name, policy, message, rows)
            VALUES (@StepRunId, @RunId, @Zone, @Table, @Name, @Column, @Policy, @Message, @Rows)
            """,
            results.Select(r => new
            {
                step.StepRunId,
                step.RunId,
                table.Zone,
                Table = table.Name,
                r.Rule.Name,
                r.Rule.Column,
                Policy = r.Rule.Policy.ToString().ToLowerInvariant(),
                r.Rule.Message,
                r.Rows,
            })
        );
}
