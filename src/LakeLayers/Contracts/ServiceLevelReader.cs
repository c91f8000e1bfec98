using System.Globalization;
using Penstock.Core.Metadata;

namespace Penstock.LakeLayers.Contracts;

/// <summary>
/// Reads <c>slaProperties</c>. Of the standard's properties <c>freshness</c> and <c>latency</c> are checked of the columns in
/// <c>element</c>, else in the contract's <c>slaDefaultElement</c>: the greatest value is not older than <c>value</c>
/// <c>unit</c>s. The others are documentation.
/// </summary>
internal static class ServiceLevelReader
{
    private static readonly string[] Checked = ["freshness", "latency"];

    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["s"] = "second",
        ["second"] = "second",
        ["seconds"] = "second",
        ["m"] = "minute",
        ["min"] = "minute",
        ["minute"] = "minute",
        ["minutes"] = "minute",
        ["h"] = "hour",
        ["hr"] = "hour",
        ["hour"] = "hour",
        ["hours"] = "hour",
        ["d"] = "day",
        ["day"] = "day",
        ["days"] = "day",
        ["w"] = "week",
        ["week"] = "week",
        ["weeks"] = "week",
        ["month"] = "month",
        ["months"] = "month",
        ["y"] = "year",
        ["yr"] = "year",
        ["year"] = "year",
        ["years"] = "year",
    };

    public static IEnumerable<ContractRule> Read(
        YamlMap root,
        IReadOnlyList<ContractColumn> columns,
        string table,
        BreachPolicy policy
    )
    {
        foreach (var map in root.Maps("slaProperties"))
        {
            map.Allow([.. StandardTerm.Accepted("sla")]);
            var property = map.Require("property");
            // The standard's words are the same in any case.
            if (!Checked.Contains(property, StringComparer.OrdinalIgnoreCase))
                continue;
            var (said, at) = map.Has("element")
                ? (map.Require("element"), map)
                : (root.Text("slaDefaultElement"), root);
            if (said is null)
                throw map.Error("property", $"'{property}' names no column: add 'element: <column>'");
            var key = at == map ? "element" : "slaDefaultElement";
            var names = said.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            foreach (var element in names)
                yield return Rule(map, property.ToLowerInvariant(), ColumnOf(element, at, key, columns, table), policy);
        }
    }

    private static string ColumnOf(
        string element,
        YamlMap at,
        string key,
        IReadOnlyList<ContractColumn> columns,
        string table
    )
    {
        var name = element.StartsWith(table + ".", StringComparison.Ordinal) ? element[(table.Length + 1)..] : element;
        return columns.FirstOrDefault(c => c.LogicalName == name)?.Name
            ?? (columns.Count == 0 ? name : throw at.Error(key, $"The contract describes no column '{name}'"));
    }

    private static TableRule Rule(YamlMap map, string property, string column, BreachPolicy policy)
    {
        if (
            !double.TryParse(map.Require("value"), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            || value <= 0
        )
            throw map.Error("value", "'value' must be a number greater than zero");
        var unit =
            Units.GetValueOrDefault(map.Text("unit") ?? "d")
            ?? throw map.Error("unit", $"Unknown unit '{map.Text("unit")}' (known: {string.Join(", ", Units.Keys)})");
        var age = string.Create(CultureInfo.InvariantCulture, $"{value} * INTERVAL 1 {unit}");
        // Late rows are not wrong: what there is can be published, unless the table says otherwise.
        return new TableRule(
            $"{column}.{property}",
            column,
            string.Create(
                CultureInfo.InvariantCulture,
                $"the latest {column} must not be older than {value} {unit}{(value == 1 ? "" : "s")}"
            ),
            policy == BreachPolicy.Fail ? BreachPolicy.Fail : BreachPolicy.Warn,
            map.Line,
            $"SELECT max({Sql.Identifier(column)})::TIMESTAMP FROM ${{table}}",
            $"value >= now()::TIMESTAMP - {age}"
        );
    }
}
