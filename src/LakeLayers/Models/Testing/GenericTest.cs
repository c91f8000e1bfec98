using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Contracts;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>
/// The queries of the tests that are known by name: those of dbt, those of dbt_utils that people use most, and macros
/// <c>test_&lt;name&gt;</c> of the project.
/// </summary>
internal static partial class GenericTest
{
    /// <param name="kind">The test.</param>
    /// <param name="subject">What stands behind FROM.</param>
    /// <param name="column">The column.</param>
    /// <param name="given">Its arguments.</param>
    /// <param name="map">Where it is written, for errors.</param>
    /// <param name="line">The line.</param>
    public static string Text(string kind, string subject, string? column, JsonObject given, YamlMap map, int line)
    {
        return kind switch
        {
            "unique" => Unique([Column()]),
            "unique_combination_of_columns" => Unique([.. List("combination_of_columns")]),
            "not_null" => $"SELECT * FROM {subject} WHERE {Name()} IS NULL",
            "accepted_values" =>
                $"SELECT {Name()} AS value, count(*) AS rows FROM {subject} WHERE {Name()} IS NOT NULL AND {Name()} NOT IN ({Values()}) GROUP BY 1",
            "relationships" =>
                $"SELECT child.* FROM {subject} AS child WHERE {Name()} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {To()} AS parent WHERE parent.{Sql.Identifier(Text("field"))} = child.{Name()})",
            "expression" or "expression_is_true" =>
                $"SELECT * FROM {subject} WHERE NOT ({(column is null ? "" : $"{Name()} ")}{Text("expression")})",
            "row_count" => $"SELECT count(*) AS rows FROM {subject} HAVING {Bounds("count(*)")}",
            "accepted_range" => $"SELECT * FROM {subject} WHERE {Bounds(Name(), "min_value", "max_value")}",
            "freshness" =>
                $"SELECT max({Name()}) AS newest FROM {subject} HAVING max({Name()}) IS NULL OR max({Name()}) < now()::TIMESTAMP - INTERVAL {Sql.Literal(Text("max_age"))}",
            _ =>
                $"{{% set subject %}}{subject}{{% endset %}}{{{{ test_{Word(kind)}(model=subject, column_name=column_name{string.Concat(given.Where(g => g.Key != "column_name").Select(g => $", {Word(g.Key)}=arguments.{Word(g.Key)}"))}) }}}}",
        };

        string Column() => column ?? throw Missing("column_name");
        string Name() => Sql.Identifier(Column());
        string Text(string key) => given[key]?.ToString() ?? throw Missing(key);
        IEnumerable<string> List(string key) =>
            (given[key] as JsonArray ?? throw Missing(key)).Select(v => v!.ToString());
        string Unique(IReadOnlyList<string> columns) =>
            $"SELECT {Sql.Identifiers(columns)}, count(*) AS rows FROM {subject} WHERE {string.Join(" AND ", columns.Select(c => $"{Sql.Identifier(c)} IS NOT NULL"))} GROUP BY ALL HAVING count(*) > 1";
        string Values() =>
            string.Join(
                ", ",
                (given["values"] as JsonArray ?? throw Missing("values")).Select(v =>
                    v is JsonValue value && value.GetValueKind() != System.Text.Json.JsonValueKind.String
                        ? value.ToJsonString()
                        : Sql.Literal(v!.ToString())
                )
            );
        string To() =>
            $"{{{{ {(Reference().IsMatch(Text("to")) ? Text("to") : $"ref('{Text("to").Replace("'", "", StringComparison.Ordinal)}')")} }}}}";
        string Bounds(string value, string least = "min", string most = "max")
        {
            var parts = new[]
            {
                given[least] is { } low ? $"{value} < {low}" : null,
                given[most] is { } high ? $"{value} > {high}" : null,
            }
                .OfType<string>()
                .ToList();
            return parts.Count > 0 ? string.Join(" OR ", parts) : throw Missing($"{least} or {most}");
        }
        string Word(string text) =>
            Identifier().IsMatch(text)
                ? text
                : throw new UsageException($"Not a name of a test or an argument: '{text}'", map.At(line), "mend it");
        UsageException Missing(string key) =>
            new($"The test {kind} needs '{key}'", map.At(line), "add it and run again");
    }

    [GeneratedRegex(@"^(ref|source)\(\s*('[\w.]+'|""[\w.]+"")(\s*,\s*('[\w.]+'|""[\w.]+""))?\s*\)$")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^\w+$")]
    private static partial Regex Identifier();
}
