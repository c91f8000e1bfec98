using Penstock.Core.Metadata;

namespace Penstock.LakeLayers.Contracts;

/// <summary>
/// Reads <c>library</c> metrics. One that must be zero is a rule on each row, and its policy says what becomes of a row that
/// breaks it. Any other bound is a threshold: it holds or breaks for the table, and all rows stay.
/// </summary>
internal static class MetricReader
{
    private static readonly Dictionary<string, string[]> Arguments = new(StringComparer.Ordinal)
    {
        ["nullValues"] = [],
        ["missingValues"] = ["missingValues"],
        ["invalidValues"] = ["validValues", "pattern"],
        ["validValues"] = ["validValues"],
        ["duplicateValues"] = ["properties"],
        ["rowCount"] = [],
    };

    /// <param name="map">The rule.</param>
    /// <param name="name">Its name.</param>
    /// <param name="column">The column that it belongs to; null: the table.</param>
    /// <param name="columns">The columns that the contract describes.</param>
    /// <param name="policy">Its policy.</param>
    public static ContractRule Read(
        YamlMap map,
        string name,
        ContractColumn? column,
        IReadOnlyList<ContractColumn> columns,
        BreachPolicy policy
    )
    {
        var key = map.Has("metric") ? "metric" : "rule"; // The word of version 3.0.
        var metric = map.Text(key) ?? throw map.Error("type", "The key 'metric' is missing");
        if (!Arguments.TryGetValue(metric, out var known))
            throw map.Error(
                key,
                $"Unknown metric '{metric}' (known: {string.Join(", ", Arguments.Keys.Where(k => k != "validValues"))})"
            );
        var arguments = map.Map("arguments");
        arguments?.Allow(known);
        var percent = IsPercent(map, metric);
        if (metric == "rowCount")
        {
            var (sql, says) = QualityComparison.Read(map);
            return Threshold(
                map,
                name,
                column,
                policy,
                $"the number of rows {says}",
                "SELECT count(*) FROM ${table}",
                sql
            );
        }
        if (metric == "duplicateValues")
            return Duplicates(map, name, column, Keys(map, arguments, column, columns), policy, percent);
        if (column is null)
            throw map.Error(key, $"'{metric}' belongs to a column");
        var row = Values(map, metric, arguments, name, column, policy);
        if (QualityComparison.IsNone(map))
            return row;
        if (column.Privacy is { IsChanged: true } && metric != "nullValues")
            throw map.Error(
                key,
                $"The values of {column.Name} are protected in the table: a threshold on '{metric}' cannot be counted there; say mustBe: 0, which is judged before, or nullValues"
            );
        var (condition, words) = QualityComparison.Read(map);
        return Threshold(
            map,
            name,
            column,
            policy,
            $"{Unit(percent)} of which {row.Message} {words}",
            $"SELECT {Share("count(*) FILTER (WHERE ${broken})", percent)} FROM ${{table}}",
            condition
        ) with
        {
            Counted = row,
        };
    }

    private static RowRule Values(
        YamlMap map,
        string metric,
        YamlMap? arguments,
        string name,
        ContractColumn column,
        BreachPolicy policy
    )
    {
        var quoted = Sql.Identifier(column.Name);
        var (message, condition, limit) = metric switch
        {
            "nullValues" => ($"{column.Name} is missing", Null, new RuleLimit("required", [])),
            "missingValues" => Missing(arguments, column),
            _ => Invalid(map, arguments ?? map, column),
        };
        return new RowRule(
            name,
            column.Name,
            message,
            policy,
            map.Line,
            condition(quoted, column.PhysicalType ?? "VARCHAR")
        )
        {
            Limit = limit,
            Typed = condition,
        };
    }

    private static readonly ValueCondition Null = (value, _) => $"{value} IS NULL";

    // Without a list what is missing is NULL; with one exactly what it names.
    private static (string, ValueCondition, RuleLimit) Missing(YamlMap? arguments, ContractColumn column)
    {
        if (arguments is null || !arguments.Has("missingValues"))
            return ($"{column.Name} is missing", Null, new RuleLimit("required", []));
        var values = arguments.Scalars("missingValues");
        if (values.Count == 0)
            throw arguments.Error("missingValues", "'missingValues' is empty");
        var texts = values.Where(v => !v.IsNull).ToList();
        return (
            $"{column.Name} is missing",
            (value, type) =>
                string.Join(
                    " OR ",
                    texts
                        .Select(t =>
                            t.IsNumber && TypeNames.IsCovered("number", type)
                                ? $"{value} = {t.Value}"
                                : $"{value}::VARCHAR = {Sql.Literal(t.Value)}"
                        )
                        .Concat(values.Count > texts.Count ? [$"{value} IS NULL"] : [])
                ),
            new RuleLimit("missingValues", [.. values.Select(Word)])
        );
    }

    private static (string, ValueCondition, RuleLimit) Invalid(YamlMap map, YamlMap holder, ContractColumn column)
    {
        var pattern = holder.Text("pattern");
        var values = holder.Scalars("validValues");
        if (holder.Has("validValues") ? values.Count == 0 : pattern is null)
            throw map.Error("metric", "'validValues' is missing or empty, and there is no 'pattern'");
        // NULL is no invalid value, listed or not: nullValues counts it.
        var valid = values.Where(v => !v.IsNull).ToList();
        List<string> says = [];
        if (values.Count > 0)
            says.Add($"{column.Name} must be one of {string.Join(", ", values.Select(v => v.Value))}");
        if (pattern is not null)
            says.Add($"{column.Name} must match {pattern}");
        return (
            string.Join(" and ", says),
            (value, type) =>
                string.Join(
                    " OR ",
                    new[]
                    {
                        values.Count == 0 ? null
                        : valid.Count == 0 ? $"{value} IS NOT NULL"
                        : $"{value} NOT IN ({string.Join(", ", valid.Select(v => v.ToSql(type)))})",
                        pattern is null ? null : $"NOT regexp_matches({value}, {Sql.Literal(pattern)})",
                    }.OfType<string>()
                ),
            values.Count == 0
                ? new RuleLimit("pattern", [pattern!])
                : new RuleLimit(
                    pattern is null ? "validValues" : $"pattern {pattern} and validValues",
                    [.. values.Select(Word)]
                )
        );
    }

    private static ContractRule Duplicates(
        YamlMap map,
        string name,
        ContractColumn? column,
        IReadOnlyList<string> keys,
        BreachPolicy policy,
        bool percent
    )
    {
        var message = $"another row has the same {string.Join(", ", keys)}";
        if (QualityComparison.IsNone(map))
            return new UniqueRule(name, column?.Name, message, policy, map.Line, keys);
        var (condition, words) = QualityComparison.Read(map);
        var (list, present) = (
            Sql.Identifiers(keys),
            string.Join(" AND ", keys.Select(k => $"{Sql.Identifier(k)} IS NOT NULL"))
        );
        // As in quarantine: of rows that are equal the first is none too many.
        var repeated =
            $"(SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM ${{table}} WHERE {present} GROUP BY {list}))";
        return Threshold(
            map,
            name,
            column,
            policy,
            $"{Unit(percent)} of which {message} {words}",
            $"SELECT {Share(repeated, percent)} FROM ${{table}}",
            condition
        );
    }

    private static IReadOnlyList<string> Keys(
        YamlMap map,
        YamlMap? arguments,
        ContractColumn? column,
        IReadOnlyList<ContractColumn> columns
    )
    {
        if (column is not null)
            return arguments is null || !arguments.Has("properties")
                ? [column.Name]
                : throw map.Error("arguments", "'properties' belongs to duplicateValues of a table, not of a column");
        var names = arguments?.Scalars("properties").Select(v => v.Value).ToList() ?? [];
        if (names.Count == 0)
            throw map.Error("metric", "duplicateValues of a table needs arguments: {properties: [column, …]}");
        return [.. names.Select(n => columns.FirstOrDefault(c => c.LogicalName == n)?.Name ?? n)];
    }

    private static TableRule Threshold(
        YamlMap map,
        string name,
        ContractColumn? column,
        BreachPolicy policy,
        string message,
        string query,
        string condition
    ) => new(name, column?.Name, message, TableRule.PolicyOf(policy), map.Line, query, condition);

    private static bool IsPercent(YamlMap map, string metric) =>
        map.Text("unit") switch
        {
            null or "rows" => false,
            "percent" when metric != "rowCount" => true,
            var other => throw map.Error(
                "unit",
                $"'{metric}' is counted in rows{(metric == "rowCount" ? "" : " or percent")}, not in '{other}'"
            ),
        };

    private static string Unit(bool percent) => percent ? "the percentage of rows" : "the number of rows";

    // Of no rows no part is wrong.
    private static string Share(string count, bool percent) =>
        percent ? $"coalesce(100.0 * {count} / nullif(count(*), 0), 0)" : $"{count} + 0 * count(*)";

    private static string Word(YamlScalar value) => value.IsNull ? "null" : value.Value;
}
