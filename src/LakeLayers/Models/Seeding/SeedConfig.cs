using Penstock.LakeLayers.Contracts;

namespace Penstock.LakeLayers.Models.Seeding;

/// <summary>How a seed's file is read.</summary>
internal sealed record SeedConfig
{
    private const string NoRelation = "a seed is the table raw.<file name>";
    private const string NoHooks = "loading a seed runs no SQL: write a model that reads it";

    /// <summary>The settings that dbt documents for seeds, and <c>formats</c>.</summary>
    public static IReadOnlyList<DbtSetting> Settings { get; } =
    [
        new("alias", NoRelation),
        new("column_types"),
        new("contract", "write a contract in contracts/raw.<seed>.yml"),
        new("database", NoRelation),
        new("delimiter"),
        new("docs"),
        new("enabled"),
        new("event_time", "microbatch models read their inputs as they are"),
        new("fast"),
        new("formats"),
        new("full_refresh"),
        new("grants", "who may read is set on the server"),
        new("group", "groups are not known: use owner: of models"),
        new("meta"),
        new("persist_docs", "descriptions are kept in the file"),
        new("post-hook", NoHooks),
        new("post_hook", NoHooks),
        new("pre-hook", NoHooks),
        new("pre_hook", NoHooks),
        new("quote_columns"),
        new("schema", NoRelation),
        new("tags"),
    ];

    public static SeedConfig Default { get; } = new();

    /// <summary>The one character between values.</summary>
    public char Delimiter { get; private init; } = ',';

    /// <summary>Whether it is there at all.</summary>
    public bool IsEnabled { get; private init; } = true;

    /// <summary>Types of columns that are not those of their values.</summary>
    public IReadOnlyList<SeedColumnType> ColumnTypes { get; private init; } = [];

    /// <summary>What tells another table from the same file.</summary>
    public string Fingerprint =>
        Delimiter == ',' && ColumnTypes.Count == 0
            ? ""
            : $" {Delimiter}|{string.Join('|', ColumnTypes.Select(t => $"{t.Column} {t.Type} {t.Format}"))}";

    /// <summary>Reads an entry of a list <c>seeds:</c>.</summary>
    public static SeedConfig Read(YamlMap entry)
    {
        entry.Allow(
            "name",
            "description",
            "config",
            "columns",
            "tests",
            "data_tests",
            "docs",
            "meta",
            "tags",
            "quote_columns"
        );
        if (entry.Map("config") is not { } map)
            return Default;
        DbtSetting.Check(map, Settings);
        foreach (var flag in new[] { "quote_columns", "fast", "full_refresh" })
            map.Flag(flag);
        var types = map.Map("column_types");
        var formats = map.Map("formats");
        return new SeedConfig
        {
            Delimiter = DelimiterOf(map),
            IsEnabled = !map.Has("enabled") || map.Flag("enabled"),
            ColumnTypes =
            [
                .. (types?.Keys ?? [])
                    .Union(formats?.Keys ?? [])
                    .Select(column => new SeedColumnType(
                        column,
                        types?.Text(column) ?? (DateFormats.HasTime(formats!.Text(column)!) ? "TIMESTAMP" : "DATE"),
                        formats?.Text(column),
                        types?.Has(column) == true
                            ? types.At(types.LineOf(column))
                            : formats!.At(formats.LineOf(column))
                    )),
            ],
        };
    }

    private static char DelimiterOf(YamlMap map)
    {
        if (!map.Has("delimiter"))
            return ',';
        var text = map.Text("delimiter") == @"\t" ? "\t" : map.Text("delimiter");
        return text is [var one] && char.IsAscii(one) && one is not ('"' or '\r' or '\n' or '\0')
            ? one
            : throw map.Error(
                "delimiter",
                $"A delimiter is one character of ASCII other than a quote and a line end, not '{text}'"
            );
    }
}

/// <summary>The type that a seed's column is said to have.</summary>
/// <param name="Column">The column.</param>
/// <param name="Type">DuckDB's type.</param>
/// <param name="Format">How its dates and times are written, in the letters of strptime; null: as ISO 8601.</param>
/// <param name="At">The file and line that say so.</param>
internal sealed record SeedColumnType(string Column, string Type, string? Format, string At);
