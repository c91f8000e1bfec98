using Penstock.Core.Metadata;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Query.DuckDb;
using Penstock.LakeLayers.Query.Writing;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// Works on <c>model_rest</c>, the temporary table of the rows that a table does not get, or gets with a warning.
/// </summary>
internal static class RefusedRows
{
    /// <summary>
    /// Takes rows that are not the first with their values out of those that were written, and puts them with the others.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="output">The columns.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="written">The rows.</param>
    /// <param name="writer">Writes those that stay.</param>
    /// <param name="others">What stands behind FROM for rows that are before all of these; null: there are none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static WrittenRows RemoveDuplicates(
        DuckDbSession session,
        ModelOutput output,
        RuleSet rules,
        WrittenRows written,
        RowWriter writer,
        Func<UniqueRule, WrittenRows, string?> others,
        CancellationToken cancellationToken
    )
    {
        foreach (var rule in rules.Unique)
        {
            session.Execute(
                ModelSql.CreateLosers(rule, output, written, others(rule, written)),
                null,
                cancellationToken
            );
            if (session.Scalar<long>("SELECT count(*) FROM model_losers", null, cancellationToken) == 0)
                continue;
            session.Execute(ModelSql.InsertLosers(rule, rules, written), null, cancellationToken);
            if (rule.Policy != BreachPolicy.Warn)
                written = writer.Write(ModelSql.WithoutLosers(written));
        }
        return written;
    }

    /// <summary>How many rows broke each rule.</summary>
    public static IEnumerable<RuleResult> Count(
        DuckDbSession session,
        RuleSet rules,
        CancellationToken cancellationToken
    )
    {
        if (rules.Rules.Count == 0)
            return [];
        var counts = string.Join(", ", rules.Rules.Select(r => $"count(*) FILTER ({rules.Breaks(r)})"));
        var row = session
            .Query(
                $"SELECT {counts} FROM model_rest WHERE {Sql.Identifier(ModelOutput.DropReason)} IS NULL",
                null,
                cancellationToken
            )
            .Rows[0];
        return rules.Rules.Select((rule, i) => new RuleResult(rule, Convert.ToInt64(row[i], null)));
    }
}
