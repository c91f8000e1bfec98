using Penstock.Core.Metadata;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Iceberg.Schemas;
using Penstock.LakeLayers.ObjectStores;
using Penstock.LakeLayers.Query.DuckDb;

namespace Penstock.LakeLayers.Models;

/// <summary>Works on <c>model_rest</c>, the temporary table of the rows that a table does not get, or gets with a warning.</summary>
internal static class RefusedRows
{
    /// <summary>Takes rows that are not the first with their values out of a written file, and puts them with the others.</summary>
    /// <param name="session">The session.</param>
    /// <param name="output">The columns.</param>
    /// <param name="columns">The file's columns.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="staged">The file.</param>
    /// <param name="stage">Gives a place for the file without them.</param>
    /// <param name="others">What stands behind FROM for rows that are before all of the file's; null: there are none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static StagedObject RemoveDuplicates(
        DuckDbSession session, ModelOutput output, IcebergSchema columns, RuleSet rules, StagedObject staged, Func<StagedObject> stage,
        Func<UniqueRule, StagedObject, string?> others, CancellationToken cancellationToken)
    {
        foreach (var rule in rules.Unique)
        {
            session.Execute(ModelSql.CreateLosers(rule, output, staged.LocalPath, others(rule, staged)), null, cancellationToken);
            if (session.Scalar<long>("SELECT count(*) FROM model_losers", null, cancellationToken) == 0) continue;
            session.Execute(ModelSql.InsertLosers(rule, rules, staged.LocalPath), null, cancellationToken);
            if (rule.Policy == BreachPolicy.Warn) continue;
            var next = stage();
            session.Execute(ModelSql.CopyWithoutLosers(staged.LocalPath, columns, next.LocalPath), null, cancellationToken);
            staged = next;
        }
        return staged;
    }

    /// <summary>How many rows broke each rule.</summary>
    public static IEnumerable<RuleResult> Count(DuckDbSession session, RuleSet rules, CancellationToken cancellationToken)
    {
        if (rules.Rules.Count == 0) return [];
        var counts = string.Join(", ", rules.Rules.Select(r => $"count(*) FILTER ({rules.Breaks(r)})"));
        var row = session.Query($"SELECT {counts} FROM model_rest WHERE {Sql.Identifier(ModelOutput.DropReason)} IS NULL", null, cancellationToken).Rows[0];
        return rules.Rules.Select((rule, i) => new RuleResult(rule, Convert.ToInt64(row[i], null)));
    }
}
