using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Query.DuckDb;

namespace Penstock.LakeLayers.Contracts;

/// <summary>Checks rules on the whole table, which the session must know as a view of its zone and name.</summary>
internal static class TableRuleCheck
{
    public static IReadOnlyList<RuleResult> Run(
        DuckDbSession session,
        DataContract? contract,
        CancellationToken cancellationToken
    ) =>
        contract is null
            ? []
            : [.. contract.Rules.OfType<TableRule>().Select(r => Check(session, contract, r, cancellationToken))];

    private static RuleResult Check(
        DuckDbSession session,
        DataContract contract,
        TableRule rule,
        CancellationToken cancellationToken
    )
    {
        var table = Sql.Identifier(contract.Table.Zone, contract.Table.Name);
        try
        {
            var query = Query(session, rule, table, cancellationToken);
            var holds = session.Scalar<bool>(
                $"SELECT coalesce((SELECT {rule.Comparison} FROM ({query}\n) AS result(value)), false)",
                null,
                cancellationToken
            );
            return new RuleResult(rule, holds ? 0 : 1);
        }
        catch (DuckDbException e)
        {
            throw new UsageException(
                $"The rule '{rule.Name}' cannot be checked: {e.What.ReplaceLineEndings(" ")}",
                $"{contract.File}:{rule.Line}",
                "mend the contract and run again",
                e
            );
        }
    }

    private static string Query(
        DuckDbSession session,
        TableRule rule,
        string table,
        CancellationToken cancellationToken
    )
    {
        var query = rule.Query.Replace("${table}", table, StringComparison.Ordinal).TrimEnd().TrimEnd(';');
        if (rule.Counted is not { } counted)
            return query;
        var type = session.Scalar<string>(
            $"SELECT column_type FROM (DESCRIBE SELECT {Sql.Identifier(counted.Column!)} FROM {table})",
            null,
            cancellationToken
        );
        return query.Replace("${broken}", counted.For(type).BrokenWhen, StringComparison.Ordinal);
    }
}
