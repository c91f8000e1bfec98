using System.Globalization;
using Penstock.Core.Metadata;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Models;

namespace Penstock.LakeLayers.Quarantine;

/// <summary>
/// The rows of a quarantine table: why (<c>_reason</c>, all broken rules), the first broken rule with its column and value
/// (<c>_rule</c>, <c>_column</c>, <c>_value</c>), when, the whole row as JSON with the source texts of typed columns, and its
/// provenance.
/// </summary>
internal static class QuarantineSql
{
    private static readonly string[] Provenance =
    [
        "_source_uri",
        "_source_position",
        "_landing_key",
        "_run_id",
        "_ingested_at",
        "_row_hash",
    ];

    public static string Select(ModelOutput output, RuleSet rules, DateTimeOffset now)
    {
        var reasons = rules.Rules.Select(r => $"CASE WHEN {rules.Breaks(r)} THEN {Sql.Literal(r.Message)} END");
        var row = output
            .Columns.Where(c =>
                c.Name is not (ModelOutput.DropReason or ModelOutput.IsKept) && !Provenance.Contains(c.Name)
            )
            .Select(c => $"{Sql.Identifier(c.Name)} := {Sql.Identifier(c.Name)}");
        var time = Sql.Literal(
            now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture) + "+00"
        );
        var provenance = string.Concat(Provenance.Where(output.Has).Select(c => $", {Sql.Identifier(c)}"));
        return $"""
            SELECT concat_ws('; ', {string.Join(", ", reasons.DefaultIfEmpty("NULL"))}) AS _reason,
                {First(rules, r => Sql.Literal(r.Name))} AS _rule,
                {First(rules, r => r.Column is null ? "NULL::VARCHAR" : Sql.Literal(r.Column))} AS _column,
                {First(rules, r => r.Column is null ? "NULL::VARCHAR" : output.SourceText(r.Column))} AS _value,
                {time}::TIMESTAMPTZ AS _quarantined_at,
                to_json(struct_pack({string.Join(", ", row)}))::VARCHAR AS _row{provenance}
            FROM model_rest WHERE {Sql.Identifier(ModelOutput.DropReason)} IS NULL AND NOT ({rules.IsPublishable})
            """;
    }

    private static string First(RuleSet rules, Func<ContractRule, string> value)
    {
        var cases = rules
            .Rules.Where(r => r.Policy != BreachPolicy.Warn)
            .Select(r => $"WHEN {rules.Breaks(r)} THEN {value(r)}")
            .ToList();
        return cases.Count == 0 ? "NULL::VARCHAR" : $"CASE {string.Join(' ', cases)} END";
    }
}
