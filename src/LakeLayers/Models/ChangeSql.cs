using Penstock.Core.Metadata;

namespace Penstock.LakeLayers.Models;

/// <summary>The queries of incremental models whose rows are brought into the columns of their table.</summary>
internal static class ChangeSql
{
    /// <summary>The new rows. Of rows that are merged, columns that the query does not give keep what the table has.</summary>
    public static string NewRows(
        ModelPlan plan,
        string sql,
        IReadOnlyList<AlignedColumn> columns,
        IReadOnlyList<string> steering
    )
    {
        var (key, strategy) = (plan.Header.UniqueKey, plan.Header.Strategy);
        var isMerged = key.Count > 0 && strategy is null or IncrementalStrategy.Merge;
        var others = steering.Select(Sql.Identifier);
        if (!isMerged || columns.All(c => c.IsGiven))
            return $"SELECT {string.Join(", ", columns.Select(c => c.Given).Concat(others))} FROM ({sql}\n)";
        var values = columns.Select(c =>
            $"{(c.IsGiven ? "given" : "held")}.{Sql.Identifier(c.Name)}::{c.Type} AS {Sql.Identifier(c.Name)}"
        );
        var all = string.Join(", ", values.Concat(others.Select(s => $"given.{s}")));
        return $"SELECT {all} FROM ({sql}\n) AS given "
            + $"LEFT JOIN {Table(plan)} AS held ON {Sql.Same("given", "held", key)}";
    }

    /// <summary>The whole table: the new rows, and those that they do not replace.</summary>
    public static string Whole(
        ModelPlan plan,
        string sql,
        IReadOnlyList<AlignedColumn> columns,
        IReadOnlyList<string> steering
    )
    {
        var key = plan.Header.Strategy == IncrementalStrategy.Append ? [] : plan.Header.UniqueKey;
        var held = string.Join(", ", columns.Select(c => c.Known));
        var names = columns
            .Select(c => $"held.{Sql.Identifier(c.Name)}")
            .Concat(steering.Select(_ => "NULL"))
            .Append("true");
        var stays = key.Count == 0 ? "" : $" ANTI JOIN incoming ON {Sql.Same("held", "incoming", key)}";
        return $"""
            WITH incoming AS MATERIALIZED ({NewRows(plan, sql, columns, steering)})
            SELECT *, false AS {ModelOutput.IsKept} FROM incoming
            UNION ALL SELECT {string.Join(", ", names)} FROM (SELECT {held} FROM {Table(plan)}) AS held{stays}
            """;
    }

    private static string Table(ModelPlan plan) => Sql.Identifier(plan.Table.Zone, plan.Table.Name);
}
