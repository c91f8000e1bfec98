using System.Globalization;
using Penstock.Core.Metadata;

namespace Penstock.LakeLayers.Contracts;

/// <summary>
/// Reads <c>slaProperties</c>. Of the standard's properties <c>freshness</c> and <c>latency</c> are checked where they name a
/// column in
/// <c>element</c>: its greatest value is not older than <c>value</c> <c>unit</c>s. The others are documentation.
/// </summary>
internal static class ServiceLevelReader
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
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
            map.Allow(
                "id",
                "property",
                "value",
                "valueExt",
                "unit",
                "element",
                "driver",
                "description",
                "scheduler",
                "schedule"
            );
            var property = map.Require("property");
            if (property is not ("freshness" or "latency") || map.Text("element") is not { } element)
                continue;
            var column = element.StartsWith(table + ".", StringComparison.Ordinal)
                ? element[(table.Length + 1)..]
                : element;
            if (columns.Count > 0 && columns.All(c => c.Name != column))
                throw map.Error("element", $"The contract describes no column '{column}'");
            if (
                !double.TryParse(map.Require("value"), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                || value <= 0
            )
                throw map.Error("value", "'value' must be a number greater than zero");
            var unit =
                Units.GetValueOrDefault(map.Text("unit") ?? "d")
                ?? throw map.Error(
                    "unit",
                    $"Unknown unit '{map.Text("unit")}' (known: {string.Join(", ", Units.Keys)})"
                );
            var age = string.Create(CultureInfo.InvariantCulture, $"{value} * INTERVAL 1 {unit}");
            // Late rows are not wrong: what there is can be published, unless the table says otherwise.
            yield return new TableRule(
                $"{column}.{property}",
                column,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the latest {column} must not be older than {value} {unit}{(value == 1 ? "" : "s")}"
                ),
                policy == BreachPolicy.Fail ? BreachPolicy.Fail : BreachPolicy.Warn,
                map.Line,
                $"SELECT max({Sql.Identifier(column)})::TIMESTAMP FROM ${{table}}",
                $">= now()::TIMESTAMP - {age}"
            );
        }
    }
}
