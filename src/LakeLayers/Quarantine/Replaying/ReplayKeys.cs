using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Quarantine.Replaying;

/// <summary>
/// The provenance of the rows to judge again, in the temporary table <c>replay_keys</c>; their rows as the model gives them in
/// <c>replay_rows</c>.
/// </summary>
internal sealed class ReplayKeys(DuckDbSession session, ModelPlan plan, string sql, CancellationToken cancellationToken)
{
    public const string Table = "replay_keys",
        Rows = "replay_rows";

    /// <summary>What tells one source row from all others.</summary>
    public static readonly IReadOnlyList<string> Columns = ["_landing_key", "_source_position"];

    private static readonly string List = Sql.Identifiers(Columns);

    /// <summary>Finds the quarantined rows whose source is still there.</summary>
    /// <param name="quarantine">What stands behind FROM for the quarantine.</param>
    /// <param name="rule">Only rows that broke this rule first.</param>
    /// <param name="inputs">The inputs that carry provenance.</param>
    public void Find(string quarantine, string? rule, IReadOnlyList<TableName> inputs)
    {
        var only = rule is null ? "" : $" AND _rule = {Sql.Literal(rule)}";
        var known = inputs.Select(i => $"SELECT {List} FROM {Sql.Identifier(i.Zone, i.Name)}");
        session.Execute(
            $"""
            CREATE TEMP TABLE {Table} AS
            SELECT DISTINCT {List} FROM {quarantine} SEMI JOIN ({string.Join(
                " UNION ALL ",
                known
            )}) AS source USING ({List}) WHERE true{only}
            """,
            null,
            cancellationToken
        );
    }

    /// <summary>Runs the model for them.</summary>
    public void Run()
    {
        try
        {
            // The condition is on what the model gives, not on what it reads: a row's neighbours count where the model compares
            // rows.
            session.Execute(
                $"CREATE OR REPLACE TEMP TABLE {Rows} AS FROM ({sql}\n) SEMI JOIN {Table} USING ({List})",
                null,
                cancellationToken
            );
        }
        catch (DuckDbException e)
        {
            throw ModelErrors.Of(plan.Model, plan.Model.Sql(isIncremental: false), e);
        }
    }

    /// <summary>
    /// Adds rows of the table that have the values of a row that may come in: which of them stays is decided again.
    /// </summary>
    /// <returns>Whether there were any.</returns>
    public bool AddRivals(RuleSet rules, RowProtection protection)
    {
        var unique = rules.Unique.Where(r => r.Policy != BreachPolicy.Warn).ToList();
        if (unique.Count == 0)
            return false;
        var table = Sql.Identifier(plan.Table.Zone, plan.Table.Name);
        var before = Count();
        foreach (var rule in unique)
        {
            session.Execute(
                $"""
                INSERT INTO {Table} SELECT DISTINCT {List} FROM {table}
                SEMI JOIN (FROM (FROM {Rows} SELECT {protection.Star}{rules.BreachSelect}) WHERE {rules.IsPublishable}) AS incoming USING ({Sql.Identifiers(
                    rule.Columns
                )})
                ANTI JOIN {Table} USING ({List})
                WHERE {string.Join(" AND ", Columns.Select(c => $"{Sql.Identifier(c)} IS NOT NULL"))}
                """,
                null,
                cancellationToken
            );
        }
        return Count() > before;
    }

    public long Count() => session.Scalar<long>($"SELECT count(*) FROM {Table}", null, cancellationToken);

    /// <summary>Refuses a model whose rows do not say where they come from.</summary>
    public static void Require(ModelPlan plan, ModelOutput output, IReadOnlyList<TableName> inputs)
    {
        var lacks =
            inputs.Count == 0 ? "no input of the model carries"
            : !Columns.All(output.Has) ? "the model does not give"
            : !Columns.All(c => plan.CurrentQuarantine!.Schema.Any(q => q.Name == c))
                ? "the quarantined rows do not carry"
            : null;
        if (lacks is null)
            return;
        throw new UsageException(
            $"The quarantined rows of {plan.Table} cannot be found again: {lacks} {string.Join(" and ", Columns)}",
            plan.Model.File,
            "carry these columns through the model, or run the workflow, which judges all rows"
        );
    }
}
