using Penstock.Core.Metadata;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Iceberg.Files;
using Penstock.LakeLayers.Iceberg.Schemas;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Models;

/// <summary>The statements that make a table from a model's query. The query comes first on its line, so that line numbers in errors are the file's.</summary>
internal static class ModelSql
{
    public static string Describe(string sql) => $"DESCRIBE FROM ({sql}\n)";

    /// <summary>The rows that the table gets, as they are kept. The contract's rules are judged beside the protection, on the query's own values.</summary>
    public static string CopyKept(string sql, RowProtection protection, IcebergSchema columns, RuleSet rules, IReadOnlyList<string> orderBy, string path) => $"""
        COPY (FROM (FROM ({sql}
        ) SELECT {protection.Star}{rules.BreachSelect}) SELECT {ParquetCopy.Select(protection.Output.Published, columns)} WHERE {(protection.Output.CanDrop ? $"{Sql.Identifier(ModelOutput.DropReason)} IS NULL AND " : "")}{rules.IsPublishable}{OrderBy(orderBy)})
        TO {Sql.Literal(path)} {ParquetCopy.Options(columns)}
        """;

    /// <summary>All rows of a table that the session knows.</summary>
    public static string CopyTable(TableName table, IReadOnlyList<FieldSchema> schema, IcebergSchema columns, IReadOnlyList<string> orderBy, string path) => $"""
        COPY (SELECT {ParquetCopy.Select(schema, columns)} FROM {Sql.Identifier(table.Zone, table.Name)}{OrderBy(orderBy)})
        TO {Sql.Literal(path)} {ParquetCopy.Options(columns)}
        """;

    /// <summary>The other rows, and those with a warning, with all their columns: a temporary table of few rows.</summary>
    public static string CreateRest(string sql, RowProtection protection, RuleSet rules, bool isEmpty)
    {
        var isOther = isEmpty ? "false" : $"{(protection.Output.CanDrop ? $"{Sql.Identifier(ModelOutput.DropReason)} IS NOT NULL OR " : "")}NOT ({rules.IsClean})";
        return $"""
            CREATE OR REPLACE TEMP TABLE model_rest AS FROM (FROM ({sql}
            ) SELECT {protection.Star}{rules.BreachSelect}{(protection.Output.CanDrop ? "" : $", NULL::VARCHAR AS {Sql.Identifier(ModelOutput.DropReason)}")}) WHERE {isOther}
            """;
    }

    /// <summary>Which rows of the written file are not the first of those with their values.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="output">The columns.</param>
    /// <param name="path">The file.</param>
    /// <param name="others">What stands behind FROM for rows that are before all of the file's; null: there are none.</param>
    public static string CreateLosers(UniqueRule rule, ModelOutput output, string path, string? others)
    {
        var key = Sql.Identifiers(rule.Columns);
        var isComplete = string.Join(" AND ", rule.Columns.Select(c => $"{Sql.Identifier(c)} IS NOT NULL"));
        string[] provenance = ["_landing_key", "_source_position"];
        var order = provenance.All(output.Has) ? provenance : [.. output.Published.Select(c => c.Name).Except(rule.Columns)];
        var orderBy = order.Length == 0 ? "" : $"ORDER BY {Sql.Identifiers(order)}";
        var known = others is null ? "" : $"UNION SELECT file_row_number FROM read_parquet({Sql.Literal(path)}, file_row_number = true) SEMI JOIN {others} USING ({key})";
        return $"""
            CREATE OR REPLACE TEMP TABLE model_losers AS
            WITH twice AS MATERIALIZED (SELECT {key} FROM read_parquet({Sql.Literal(path)}) WHERE {isComplete} GROUP BY ALL HAVING count(*) > 1)
            SELECT file_row_number FROM (
                SELECT file_row_number, row_number() OVER (PARTITION BY {key} {orderBy}) AS place
                FROM read_parquet({Sql.Literal(path)}, file_row_number = true) SEMI JOIN twice USING ({key}))
            WHERE place > 1 {known}
            """;
    }

    public static string InsertLosers(UniqueRule rule, RuleSet rules, string path) => $"""
        INSERT INTO model_rest BY NAME
        SELECT * EXCLUDE (file_row_number){rules.BreachOf(rule)}
        FROM read_parquet({Sql.Literal(path)}, file_row_number = true) SEMI JOIN model_losers USING (file_row_number)
        """;

    public static string CopyWithoutLosers(string from, IcebergSchema columns, string to) => $"""
        COPY (SELECT * EXCLUDE (file_row_number) FROM read_parquet({Sql.Literal(from)}, file_row_number = true) ANTI JOIN model_losers USING (file_row_number))
        TO {Sql.Literal(to)} {ParquetCopy.Options(columns)}
        """;

    /// <summary>A file of deletes by place.</summary>
    /// <param name="places">See <see cref="Query.TableScan.Places"/>.</param>
    /// <param name="path">The file.</param>
    // The ids are the format's own for these columns (https://iceberg.apache.org/spec/#reserved-field-ids).
    public static string CopyPlaces(string places, string path) => $$"""
        COPY (FROM ({{places}}) ORDER BY file_path, pos)
        TO {{Sql.Literal(path)}} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false, FIELD_IDS {file_path: 2147483546, pos: 2147483545})
        """;

    private static string OrderBy(IReadOnlyList<string> columns) => columns.Count == 0 ? "" : $" ORDER BY {Sql.Identifiers(columns)}";
}
