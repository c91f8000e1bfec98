using Penstock.Core.Metadata;
using Penstock.Iceberg.Schemas;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Iceberg.Files;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Query.Writing;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Models;

/// <summary>
/// The statements that make a table from a model's query. The query comes first on its line, so that line numbers in errors are
/// the file's.
/// </summary>
internal static class ModelSql
{
    private const string Place = $"{WrittenRows.File}, {WrittenRows.Row}";

    public static string Describe(string sql) => $"DESCRIBE FROM ({sql}\n)";

    /// <summary>
    /// The rows that the table gets, as they are kept. The contract's rules are judged beside the protection, on the query's
    /// own values.
    /// </summary>
    public static string Kept(string sql, RowProtection protection, IcebergSchema columns, RuleSet rules) =>
        $"""
            FROM (FROM ({sql}
            ) SELECT {protection.Star}{rules.BreachSelect}) SELECT {ParquetCopy.Select(
                protection.Output.Published,
                columns
            )} WHERE {(
                protection.Output.CanDrop ? $"{Sql.Identifier(ModelOutput.DropReason)} IS NULL AND " : ""
            )}{rules.IsPublishable}
            """;

    /// <summary>All rows of a table that the session knows.</summary>
    public static string Table(TableName table, IReadOnlyList<FieldSchema> schema, IcebergSchema columns) =>
        $"SELECT {ParquetCopy.Select(schema, columns)} FROM {Sql.Identifier(table.Zone, table.Name)}";

    /// <summary>The other rows, and those with a warning, with all their columns: a temporary table of few rows.</summary>
    public static string CreateRest(string sql, RowProtection protection, RuleSet rules, bool isEmpty)
    {
        var isOther = isEmpty
            ? "false"
            : $"{(protection.Output.CanDrop ? $"{Sql.Identifier(ModelOutput.DropReason)} IS NOT NULL OR " : "")}NOT ({rules.IsClean})";
        return $"""
            CREATE OR REPLACE TEMP TABLE model_rest AS FROM (FROM ({sql}
            ) SELECT {protection.Star}{rules.BreachSelect}{(
                protection.Output.CanDrop ? "" : $", NULL::VARCHAR AS {Sql.Identifier(ModelOutput.DropReason)}"
            )}) WHERE {isOther}
            """;
    }

    /// <summary>Which of the written rows are not the first of those with their values.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="output">The columns.</param>
    /// <param name="written">The rows.</param>
    /// <param name="others">What stands behind FROM for rows that are before all of these; null: there are none.</param>
    public static string CreateLosers(UniqueRule rule, ModelOutput output, WrittenRows written, string? others)
    {
        var key = Sql.Identifiers(rule.Columns);
        var isComplete = string.Join(" AND ", rule.Columns.Select(c => $"{Sql.Identifier(c)} IS NOT NULL"));
        string[] provenance = ["_landing_key", "_source_position"];
        var order = provenance.All(output.Has)
            ? provenance
            : [.. output.Published.Select(c => c.Name).Except(rule.Columns)];
        var orderBy = order.Length == 0 ? "" : $"ORDER BY {Sql.Identifiers(order)}";
        var known = others is null
            ? ""
            : $"UNION SELECT {Place} FROM {written.Places} SEMI JOIN {others} USING ({key})";
        return $"""
            CREATE OR REPLACE TEMP TABLE model_losers AS
            WITH twice AS MATERIALIZED (SELECT {key} FROM {written.Content} WHERE {isComplete} GROUP BY ALL HAVING count(*) > 1)
            SELECT {Place} FROM (
                SELECT {Place}, row_number() OVER (PARTITION BY {key} {orderBy}) AS place
                FROM {written.Places} SEMI JOIN twice USING ({key}))
            WHERE place > 1 {known}
            """;
    }

    public static string InsertLosers(UniqueRule rule, RuleSet rules, WrittenRows written) =>
        $"""
            INSERT INTO model_rest BY NAME
            SELECT * EXCLUDE ({Place}){rules.BreachOf(
                rule
            )} FROM {written.Places} SEMI JOIN model_losers USING ({Place})
            """;

    public static string WithoutLosers(WrittenRows written) =>
        $"SELECT * EXCLUDE ({Place}) FROM {written.Places} ANTI JOIN model_losers USING ({Place})";
}
