using Penstock.Core.Metadata;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;

namespace Penstock.LakeLayers.Erasure;

/// <summary>
/// The SQL by which a session knows a person's rows. The identifier, its hashes and tokens are in the temporary table
/// <c>subject_values</c>
/// and the variable <c>subject</c>, the lines of landing that are about the person in <c>subject_lines</c>: none of it stands
/// in SQL text.
/// </summary>
internal static class SubjectCondition
{
    public const string Values = "subject_values",
        Lines = "subject_lines",
        Variable = "subject";

    private static readonly string[] Integers =
    [
        "TINYINT",
        "SMALLINT",
        "INTEGER",
        "BIGINT",
        "HUGEINT",
        "UTINYINT",
        "USMALLINT",
        "UINTEGER",
        "UBIGINT",
        "UHUGEINT",
    ];

    /// <summary>A row of a table is about the person by its own columns; null: the table has none that tell.</summary>
    public static string? ByColumns(TableName table, IReadOnlyList<FieldSchema> columns, SubjectColumns subjects)
    {
        List<string> terms =
        [
            .. columns.Where(c => subjects.Of(table).Contains(c.Name)).Select(c => Equal(c, table.Zone == "raw")),
        ];
        if (table.Zone == "quarantine")
        {
            var refused = table.Origin;
            if (Has(columns, "_row"))
                terms.AddRange(
                    subjects
                        .Of(refused)
                        .Concat(subjects.Of(refused).Select(n => $"_src_{n}"))
                        .Select(n => $"json_extract_string(_row, {Sql.Literal($"$.\"{n}\"")}) IN (FROM {Values})")
                );
            // A line that could not be read has no columns: the identifier as a word of its own.
            if (Has(columns, "_text"))
                terms.Add($"regexp_matches(_text, '(^|\\W)' || regexp_escape(getvariable('{Variable}')) || '(\\W|$)')");
        }
        return terms.Count == 0 ? null : $"coalesce({string.Join(" OR ", terms)}, false)";
    }

    /// <summary>What tells a line of landing from all others; null: the table does not say where its rows come from.</summary>
    public static string? Line(IReadOnlyList<FieldSchema> columns) =>
        Has(columns, "_landing_key") && Has(columns, "_source_position")
            ? "_landing_key || '#' || _source_position::VARCHAR"
            : null;

    /// <summary>A row is about the person, by its columns or by where it comes from; never NULL.</summary>
    public static string Of(TableName table, IReadOnlyList<FieldSchema> columns, SubjectColumns subjects)
    {
        var line = Line(columns) is { } known ? $"coalesce({known} IN (FROM {Lines}), false)" : null;
        return string.Join(
            " OR ",
            new[] { ByColumns(table, columns, subjects), line }.OfType<string>().DefaultIfEmpty("false")
        );
    }

    /// <summary>Expressions for the tokens of a row, also of a refused one.</summary>
    public static IReadOnlyList<string> Tokens(
        TableName table,
        IReadOnlyList<FieldSchema> columns,
        SubjectColumns subjects
    )
    {
        if (table.Zone == "quarantine" && Has(columns, "_row"))
            return
            [
                .. subjects
                    .TokensOf(table.Origin)
                    .Select(n => $"json_extract_string(_row, {Sql.Literal($"$.\"{n}\"")})"),
            ];
        return [.. columns.Select(c => c.Name).Where(subjects.TokensOf(table).Contains).Select(Sql.Identifier)];
    }

    private static string Equal(FieldSchema column, bool isRaw)
    {
        var name = Sql.Identifier(column.Name);
        if (column.Type is "VARCHAR" or "JSON")
        {
            // As it comes, a number may be written in several ways: 17850 and 17850.0 are one customer.
            var number = isRaw
                ? $" OR (regexp_full_match(getvariable('{Variable}'), '-?[1-9][0-9]{{0,17}}') AND TRY_CAST({name}::VARCHAR AS DECIMAL(38,6)) = TRY_CAST(getvariable('{Variable}') AS DECIMAL(38,6)))"
                : "";
            return $"({name}::VARCHAR IN (FROM {Values}){number})";
        }
        // 1.6 is not the second person.
        var whole = Integers.Contains(column.Type)
            ? $"regexp_full_match(getvariable('{Variable}'), '-?[0-9]+') AND "
            : "";
        return $"({whole}{name} = TRY_CAST(getvariable('{Variable}') AS {column.Type}))";
    }

    private static bool Has(IReadOnlyList<FieldSchema> columns, string name) => columns.Any(c => c.Name == name);
}
