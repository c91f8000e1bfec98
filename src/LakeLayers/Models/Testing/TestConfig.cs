using System.Text.RegularExpressions;
using Penstock.LakeLayers.Contracts;

namespace Penstock.LakeLayers.Models.Testing;

/// <summary>The settings of a test; null: it does not say.</summary>
internal sealed partial record TestConfig
{
    private const string NoRelation =
        "wrong rows are kept with the run: penstock models failures shows them (another name is set by name)";

    /// <summary>The settings that dbt documents for tests.</summary>
    public static IReadOnlyList<DbtSetting> Settings { get; } =
    [
        new("alias", NoRelation),
        new("database", NoRelation),
        new("description"),
        new("enabled"),
        new("error_if"),
        new("fail_calc"),
        new("group", "groups are not known: use owner: of models"),
        new("limit"),
        new("meta"),
        new("schema", NoRelation),
        new("severity"),
        new("sql_header", "a test is one query"),
        new("store_failures"),
        new("store_failures_as"),
        new("tags"),
        new("warn_if"),
        new("where"),
    ];

    /// <summary>Of a test that says nothing.</summary>
    public static TestConfig None { get; } = new();

    /// <summary>What wrong rows mean.</summary>
    public TestSeverity? Severity { get; private init; }

    /// <summary>The condition on the number of failures that warns; dbt's default is <c>!= 0</c>.</summary>
    public string? WarnIf { get; private init; }

    /// <summary>The condition on the number of failures that fails; dbt's default is <c>!= 0</c>.</summary>
    public string? ErrorIf { get; private init; }

    /// <summary>The expression over the wrong rows that gives the number of failures; default: how many there are.</summary>
    public string? FailCalc { get; init; }

    /// <summary>The condition on the rows that are tested.</summary>
    public string? Where { get; private init; }

    /// <summary>How many wrong rows are looked for.</summary>
    public int? Limit { get; private init; }

    /// <summary>Whether it is there at all.</summary>
    public bool? IsEnabled { get; private init; }

    /// <summary>Whether more of the wrong rows are kept, or none of them.</summary>
    public bool? StoresFailures { get; private init; }

    /// <summary>Reads settings, of which all are known.</summary>
    public static TestConfig Read(YamlMap map) =>
        new()
        {
            Severity = SeverityOf(map),
            WarnIf = Condition(map, "warn_if"),
            ErrorIf = Condition(map, "error_if"),
            FailCalc = map.Text("fail_calc"),
            Where = map.Text("where"),
            Limit =
                map.Integer("limit") is not { } limit || limit > 0
                    ? map.Integer("limit")
                    : throw map.Error("limit", $"'limit' must be a whole number above 0, not '{limit}'"),
            IsEnabled = map.Has("enabled") ? map.Flag("enabled") : null,
            StoresFailures = StoresFailuresOf(map),
        };

    /// <summary>These settings, and where they say nothing, those below them.</summary>
    public TestConfig Over(TestConfig under) =>
        new()
        {
            Severity = Severity ?? under.Severity,
            WarnIf = WarnIf ?? under.WarnIf,
            ErrorIf = ErrorIf ?? under.ErrorIf,
            FailCalc = FailCalc ?? under.FailCalc,
            Where = Where ?? under.Where,
            Limit = Limit ?? under.Limit,
            IsEnabled = IsEnabled ?? under.IsEnabled,
            StoresFailures = StoresFailures ?? under.StoresFailures,
        };

    private static TestSeverity? SeverityOf(YamlMap map) =>
        map.Text("severity") switch
        {
            null => null,
            var text when text.Equals("error", StringComparison.OrdinalIgnoreCase) => TestSeverity.Error,
            var text when text.Equals("warn", StringComparison.OrdinalIgnoreCase) => TestSeverity.Warn,
            var other => throw map.Error("severity", $"Unknown value '{other}' of 'severity' (known: error, warn)"),
        };

    private static bool? StoresFailuresOf(YamlMap map) =>
        map.Text("store_failures_as") switch
        {
            null => map.Has("store_failures") ? map.Flag("store_failures") : null,
            "table" or "view" => true,
            "ephemeral" => false,
            var other => throw map.Error(
                "store_failures_as",
                $"Unknown value '{other}' of 'store_failures_as' (known: table, view, ephemeral)"
            ),
        };

    private static string? Condition(YamlMap map, string key) =>
        map.Text(key) is not { } text || BeginsAsCondition().IsMatch(text)
            ? map.Text(key)
            : throw map.Error(
                key,
                $"'{key}' is a condition on the number of failures, such as '>10' or 'between 1 and 5', not '{text}'"
            );

    [GeneratedRegex(@"^\s*(=|!=|<>|<|>|(between|in|not|is)\b)\s*\S", RegexOptions.IgnoreCase)]
    private static partial Regex BeginsAsCondition();
}
