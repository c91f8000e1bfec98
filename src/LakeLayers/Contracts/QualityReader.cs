using System.Text.RegularExpressions;
using Penstock.Core.Metadata;

namespace Penstock.LakeLayers.Contracts;

/// <summary>
/// Reads <c>quality</c> rules of a column or of the table: <c>library</c> metrics, <c>sql</c> queries, and <c>custom</c> rules
/// of the engine <c>duckdb</c>, whose implementation is a condition over one row's columns. <c>text</c> rules are documentation.
/// </summary>
internal static partial class QualityReader
{
    /// <param name="owner">The table's or the column's entry.</param>
    /// <param name="column">The column; null: the table.</param>
    /// <param name="columns">The columns that the contract describes.</param>
    /// <param name="fallback">The policy of rules that say none.</param>
    public static IEnumerable<ContractRule> Read(
        YamlMap owner,
        ContractColumn? column,
        IReadOnlyList<ContractColumn> columns,
        BreachPolicy fallback
    )
    {
        var number = 0;
        foreach (var map in owner.Maps("quality"))
        {
            number++;
            map.Allow([.. StandardTerm.Accepted("quality"), "validValues"]);
            var type = map.Text("type") ?? "library";
            foreach (var key in Foreign(type).Where(map.Has))
                throw map.Error(key, $"'{key}' does not belong to a rule of type '{type}'");
            if (type == "text")
                continue;
            var name =
                map.Text("name")
                ?? $"{column?.Name ?? "table"}.{map.Text("metric") ?? map.Text("rule") ?? type}{(number > 1 ? $"_{number}" : "")}";
            var policy = PolicyReader.OfSeverity(map, fallback);
            yield return type switch
            {
                "library" => MetricReader.Read(map, name, column, columns, policy),
                "sql" => Query(map, name, column, policy),
                "custom" => Condition(map, name, column, policy),
                _ => throw map.Error("type", $"Unknown quality type '{type}' (known: library, sql, custom, text)"),
            };
        }
    }

    // What would be passed over: a bound beside a condition of each row, a query beside a metric.
    private static IEnumerable<string> Foreign(string type) =>
        type switch
        {
            "library" => ["query", "engine", "implementation"],
            "sql" => ["metric", "rule", "arguments", "validValues", "engine", "implementation"],
            "custom" => ["metric", "rule", "arguments", "validValues", "query", "unit", .. QualityComparison.Keys],
            _ => [],
        };

    private static RowRule Condition(YamlMap map, string name, ContractColumn? column, BreachPolicy policy)
    {
        if (map.Require("engine") != "duckdb")
            throw map.Error("engine", $"Custom rules run on the engine 'duckdb', not '{map.Text("engine")}'");
        var condition = map.Require("implementation").Trim();
        return new RowRule(
            name,
            column?.Name,
            map.Text("description") ?? $"must hold: {condition}",
            policy,
            map.LineOf("implementation"),
            $"NOT (\n{condition}\n)"
        );
    }

    private static TableRule Query(YamlMap map, string name, ContractColumn? column, BreachPolicy policy)
    {
        var (sql, says) = QualityComparison.Read(map);
        var query = map.Require("query");
        foreach (Match word in Placeholder().Matches(query))
        {
            if (word.Groups[1].Value is "property" or "column" && column is null)
                throw map.Error(
                    "query",
                    $"{word.Value} stands for a column: the rule belongs to one, not to the table"
                );
        }
        query = Placeholder()
            .Replace(
                query,
                m => m.Groups[1].Value is "property" or "column" ? Sql.Identifier(column!.Name) : "${table}"
            );
        if (Unknown().Match(query) is { Success: true } unknown)
            throw map.Error(
                "query",
                $"{unknown.Value} is not known (known: ${{table}} or {{object}}, and of a column ${{column}} or {{property}})"
            );
        return new(
            name,
            column?.Name,
            $"{map.Text("description") ?? name} {says}",
            TableRule.PolicyOf(policy),
            map.Line,
            query,
            sql
        );
    }

    // The standard writes {object} and {property} in its text, ${table} and ${column} in its schema.
    [GeneratedRegex(@"\$?\{(table|object|column|property)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\$\{(?!table\})[^}]*\}")]
    private static partial Regex Unknown();
}
