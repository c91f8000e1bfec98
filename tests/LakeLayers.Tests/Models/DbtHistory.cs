using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.Testing;

namespace Penstock.LakeLayers.Models;

/// <summary>One history of what dbt did, stage by stage (a file in <c>DbtHistories</c>).</summary>
internal sealed partial class DbtHistory(string kind, string name)
{
    private static readonly Dictionary<string, string> MetaNames = new()
    {
        ["valid_from"] = "dbt_valid_from",
        ["valid_to"] = "dbt_valid_to",
    };

    // What dbt's users can say and Penstock's cannot: refused, with file and line.
    private static readonly string[] WordsNotThere =
    [
        "dbt_valid_to_current",
        "snapshot_meta_column_names",
        "incremental_predicates",
        "merge_update_columns",
        "merge_exclude_columns",
        "merge_insert_condition",
        "merge_update_set_expressions",
        "merge_update_condition",
    ];

    private readonly JsonElement _json = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(Folder(kind), name + ".json")))
        .RootElement;

    /// <summary>The whole file.</summary>
    public JsonElement Json => _json;

    public IReadOnlyList<JsonElement> Stages => [.. _json.GetProperty("stages").EnumerateArray()];

    public bool HasBetter => _json.GetProperty("notes").GetString()!.Contains("better:", StringComparison.Ordinal);

    /// <summary>Whether it says what is not there: a word, an expression as a key, a merge without a key.</summary>
    public bool MayBeRefused =>
        Configs.Any(c => c.EnumerateObject().Any(p => WordsNotThere.Contains(p.Name)))
        || Key.Any(k => k.Contains("||", StringComparison.Ordinal))
        || Key.Count == 0
            && Configs.Any(c =>
                c.TryGetProperty("incremental_strategy", out var strategy) && strategy.GetString() != "append"
            );

    /// <summary>Whether its query is all that the source has.</summary>
    public bool TakesAll => _json.GetProperty("sql").GetString() == "select * from {{ source }}";

    private IEnumerable<JsonElement> Configs =>
        Stages
            .Where(s => s.TryGetProperty("config", out _))
            .Select(s => s.GetProperty("config"))
            .Prepend(_json.GetProperty("config"));

    /// <summary>The columns of the key.</summary>
    public IReadOnlyList<string> Key =>
        !_json.GetProperty("config").TryGetProperty("unique_key", out var key) ? []
        : key.ValueKind == JsonValueKind.String ? [key.GetString()!]
        : [.. key.EnumerateArray().Select(k => k.GetString()!)];

    /// <summary>The time of a stage's run: after all times in the sources but those of 2027.</summary>
    public static DateTimeOffset TimeOf(int stage) =>
        new DateTimeOffset(2026, 12, 1, 0, 0, 0, 123, TimeSpan.Zero).AddDays(stage);

    public static TheoryData<string> Names(string kind) =>
        [.. Directory.EnumerateFiles(Folder(kind), "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order()];

    /// <summary>The config that holds in a stage.</summary>
    public JsonElement Config(int stage) =>
        Stages
            .Take(stage + 1)
            .Select(s => s.TryGetProperty("config", out var later) ? later : (JsonElement?)null)
            .LastOrDefault(c => c is not null)
        ?? _json.GetProperty("config");

    public string Model(int stage, string materialized)
    {
        var settings = Config(stage).EnumerateObject().Select(p => $", {p.Name}={p.Value.GetRawText()}");
        var sql = _json
            .GetProperty("sql")
            .GetString()!
            .Replace("{{ source }}", "{{ source('raw', 'things') }}", StringComparison.Ordinal);
        return $"{{{{ config(materialized='{materialized}'{string.Concat(settings)}) }}}}\n{sql}";
    }

    /// <summary>Puts a stage's rows into <c>raw.things</c> and runs the model <c>refined.t</c>.</summary>
    public async Task RunAsync(ModelWorld world, int stage, string materialized)
    {
        await world.PublishAsync("raw.things", Source(Stages[stage]));
        world.Project.Model("refined.t", Model(stage, materialized));
        await world.RunAsync(
            new RunModelsOptions(world.Project.Path)
            {
                // dbt runs a model each time.
                Force = true,
                FullRefresh = Stages[stage].TryGetProperty("full_refresh", out var full) && full.GetBoolean(),
            },
            new StepContext(
                StepIdentity.Standalone("models"),
                new Progress<StepProgress>(),
                new FixedTime(TimeOf(stage))
            )
        );
    }

    /// <summary>What a table has in some columns.</summary>
    public static async Task<List<string>> ValuesAsync(
        ModelWorld world,
        IReadOnlyList<string> columns,
        string table = "refined.t"
    )
    {
        var schema = (await world.CurrentAsync(table))!.Schema;
        var values = columns.Select(c =>
        {
            var type = schema.First(s => s.Name.Equals(c, StringComparison.OrdinalIgnoreCase)).Type;
            var isNested = type.EndsWith(']') || type.StartsWith("STRUCT", StringComparison.Ordinal);
            return isNested ? $"to_json({Sql.Identifier(c)})::VARCHAR" : $"{Sql.Identifier(c)}::VARCHAR";
        });
        var rows = await world.RowsAsync(table, $"SELECT to_json([{string.Join(", ", values)}])::VARCHAR FROM t");
        return
        [
            .. rows.Select(r => string.Join(" | ", JsonSerializer.Deserialize<string?[]>(r)!.Select(Normal)))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The source rows of a stage, one text a row, with their columns.</summary>
    public static (List<string> Columns, List<string> Rows) SourceRows(JsonElement stage)
    {
        var source = stage.GetProperty("source");
        return (
            [.. source.GetProperty("columns").EnumerateArray().Select(c => c[0].GetString()!)],
            [
                .. source
                    .GetProperty("rows")
                    .EnumerateArray()
                    .Select(r => string.Join(" | ", r.EnumerateArray().Select(Text))),
            ]
        );
    }

    /// <summary>The query that gives a stage's source rows.</summary>
    public static string Source(JsonElement stage)
    {
        var source = stage.GetProperty("source");
        var columns = source.GetProperty("columns").EnumerateArray().ToList();
        var names = string.Join(", ", columns.Select(c => Sql.Identifier(c[0].GetString()!)));
        var rows = source
            .GetProperty("rows")
            .EnumerateArray()
            .Select(r => $"({string.Join(", ", r.EnumerateArray().Zip(columns, Literal))})")
            .ToList();
        return rows.Count > 0
            ? $"SELECT * FROM (VALUES {string.Join(", ", rows)}) v({names})"
            : $"SELECT * FROM (SELECT {string.Join(", ", columns.Select(Null))}) v({names}) WHERE false";
    }

    /// <summary>What dbt's table held after a stage, one text a row, of the columns that can be compared.</summary>
    public static List<string>? Rows(JsonElement stage, IReadOnlyList<string> columns)
    {
        if (!stage.GetProperty("dbt").TryGetProperty("rows", out var rows))
            return null;
        var places = stage
            .GetProperty("dbt")
            .GetProperty("columns")
            .EnumerateArray()
            .Select(c => c[0].GetString()!)
            .ToList();
        return
        [
            .. rows.EnumerateArray()
                .Select(r =>
                    string.Join(
                        " | ",
                        columns.Select(c =>
                            Text(
                                r[
                                    places.FindIndex(p =>
                                        p.Equals(MetaNames.GetValueOrDefault(c, c), StringComparison.OrdinalIgnoreCase)
                                    )
                                ]
                            )
                        )
                    )
                )
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The columns of dbt's table that are not dbt's own.</summary>
    public static List<string> Columns(JsonElement stage) =>
        [
            .. stage
                .GetProperty("dbt")
                .GetProperty("columns")
                .EnumerateArray()
                .Select(c => c[0].GetString()!)
                .Where(c => !c.StartsWith("dbt_", StringComparison.Ordinal) || c == "dbt_is_deleted"),
        ];

    /// <summary>A value as text: numbers and times of one value are one text.</summary>
    public static string Normal(string? text)
    {
        if (text is null)
            return "NULL";
        text = Utc().Replace(text, "");
        if (Midnight().IsMatch(text))
            text = text[..10];
        for (var stage = 0; stage < 8; stage++)
        {
            if (text == TimeOf(stage).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture))
                return $"<run {stage + 1}>";
        }
        if (
            Number().IsMatch(text)
            && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        )
            return number == 0 ? "0" : number.ToString("0.############", CultureInfo.InvariantCulture);
        return text is "True" or "False" or "NaN" ? text.ToLowerInvariant() : text;
    }

    private static string Folder(string kind) =>
        Path.Combine(Repository.Root, "tests", "LakeLayers.Tests", "Models", "DbtHistories", kind);

    private static string Null(JsonElement column) => $"NULL::{column[1].GetString()}";

    private static string Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => "NULL",
            JsonValueKind.String => Normal(value.GetString()),
            JsonValueKind.Array or JsonValueKind.Object => JsonSerializer.Serialize(value),
            _ => Normal(value.GetRawText()),
        };

    private static string Literal(JsonElement value, JsonElement column) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => Null(column),
            JsonValueKind.String => $"{Sql.Literal(value.GetString()!)}::{column[1].GetString()}",
            JsonValueKind.Array or JsonValueKind.Object =>
                $"{Sql.Literal(value.GetRawText())}::JSON::{column[1].GetString()}",
            _ => $"({value.GetRawText()})::{column[1].GetString()}",
        };

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d 00:00:00$")]
    private static partial Regex Midnight();

    [GeneratedRegex(@"(?<=:\d\d(\.\d+)?)\+00(:00)?$")]
    private static partial Regex Utc();

    [GeneratedRegex(@"^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$")]
    private static partial Regex Number();
}
