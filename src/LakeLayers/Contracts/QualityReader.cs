using Penstock.Core.Metadata;

namespace Penstock.LakeLayers.Contracts;

/// <summary>
/// Reads <c>quality</c> rules of a column or of the table: <c>library</c> metrics, <c>sql</c> queries, and <c>custom</c> rules
/// of the engine <c>duckdb</c>, whose implementation is a condition over one row's columns. <c>text</c> rules are documentation.
/// </summary>
internal static class QualityReader
{
    public static IEnumerable<ContractRule> Read(YamlMap owner, ContractColumn? column, BreachPolicy fallback)
    {
        var number = 0;
        foreach (var map in owner.Maps("quality"))
        {
            number++;
            map.Allow([
                "id",
                "name",
                "description",
                "type",
                "severity",
                "dimension",
                "method",
                "businessImpact",
                "schedule",
                "scheduler",
                "unit",
                "tags",
                "authoritativeDefinitions",
                "customProperties",
                "metric",
                "rule",
                "arguments",
                "validValues",
                "query",
                "engine",
                "implementation",
                .. QualityComparison.Keys,
            ]);
            var type = map.Text("type") ?? "library";
            if (type == "text")
                continue;
            var name =
                map.Text("name")
                ?? $"{column?.Name ?? "table"}.{map.Text("metric") ?? map.Text("rule") ?? type}{(number > 1 ? $"_{number}" : "")}";
            var policy = PolicyReader.OfSeverity(map, fallback);
            yield return type switch
            {
                "library" => Library(map, name, column, policy),
                "sql" => TableLevel(map, name, column, policy, map.Require("query"), map.Text("description")),
                "custom" => Condition(map, name, column, policy),
                _ => throw map.Error("type", $"Unknown quality type '{type}' (known: library, sql, custom, text)"),
            };
        }
    }

    private static ContractRule Library(YamlMap map, string name, ContractColumn? column, BreachPolicy policy)
    {
        var metric = map.Text("metric") ?? map.Text("rule") ?? throw map.Error("type", "The key 'metric' is missing");
        if (metric == "rowCount")
            return TableLevel(map, name, column, policy, "SELECT count(*) FROM ${table}", "the number of rows");
        if (map.Has("mustBe") && map.Text("mustBe") != "0")
            throw map.Error("mustBe", $"For '{metric}' only mustBe: 0 is understood");
        var arguments = map.Map("arguments");
        if (metric == "duplicateValues" && column is null)
        {
            var columns = arguments?.Scalars("properties").Select(v => v.Value).ToList() is { Count: > 0 } list
                ? list
                : throw map.Error("metric", "duplicateValues of a table needs arguments: {properties: [column, …]}");
            return new UniqueRule(
                name,
                null,
                $"another row has the same {string.Join(", ", columns)}",
                policy,
                map.Line,
                columns
            );
        }
        if (column is null)
            throw map.Error("metric", $"'{metric}' belongs to a column");
        var quoted = Sql.Identifier(column.Name);
        return metric switch
        {
            "nullValues" or "missingValues" => new RowRule(
                name,
                column.Name,
                $"{column.Name} is missing",
                policy,
                map.Line,
                $"{quoted} IS NULL"
            )
            {
                Limit = new RuleLimit("required", []),
            },
            "duplicateValues" => new UniqueRule(
                name,
                column.Name,
                $"another row has the same {column.Name}",
                policy,
                map.Line,
                [column.Name]
            ),
            "invalidValues" when arguments?.Text("pattern") is { } pattern => new RowRule(
                name,
                column.Name,
                $"{column.Name} must match {pattern}",
                policy,
                map.Line,
                $"NOT regexp_matches({quoted}, {Sql.Literal(pattern)})"
            )
            {
                Limit = new RuleLimit("pattern", [pattern]),
            },
            "invalidValues" or "validValues" => ValidValues(map, arguments ?? map, name, column, policy),
            _ => throw map.Error(
                "metric",
                $"Unknown metric '{metric}' (known: nullValues, missingValues, invalidValues, duplicateValues, rowCount)"
            ),
        };
    }

    private static RowRule ValidValues(
        YamlMap map,
        YamlMap holder,
        string name,
        ContractColumn column,
        BreachPolicy policy
    )
    {
        var values = holder.Scalars("validValues");
        if (values.Count == 0)
            throw map.Error("metric", "'validValues' is missing or empty");
        var says = $"{column.Name} must be one of {string.Join(", ", values.Select(v => v.Value))}";
        return new RowRule(
            name,
            column.Name,
            says,
            policy,
            map.Line,
            $"{Sql.Identifier(column.Name)} NOT IN ({string.Join(", ", values.Select(v => v.ToSql()))})"
        )
        {
            Limit = new RuleLimit("validValues", [.. values.Select(v => v.Value)]),
        };
    }

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

    private static TableRule TableLevel(
        YamlMap map,
        string name,
        ContractColumn? column,
        BreachPolicy policy,
        string query,
        string? what
    )
    {
        var (sql, says) = QualityComparison.Read(map);
        // A table as a whole cannot go to quarantine: by default it is not published.
        var tablePolicy = policy == BreachPolicy.Warn ? BreachPolicy.Warn : BreachPolicy.Fail;
        if (column is not null)
            query = query.Replace("${column}", Sql.Identifier(column.Name), StringComparison.Ordinal);
        return new TableRule(name, column?.Name, $"{what ?? name} {says}", tablePolicy, map.Line, query, sql);
    }
}
