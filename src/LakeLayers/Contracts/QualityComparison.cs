namespace Penstock.LakeLayers.Contracts;

/// <summary>The standard's comparison operators, as an SQL condition on <c>value</c>; of several all must hold.</summary>
internal static class QualityComparison
{
    private static readonly (string Key, string Sql, string Says)[] Operators =
    [
        ("mustBe", "=", "must be"),
        ("mustNotBe", "<>", "must not be"),
        ("mustBeGreaterThan", ">", "must be greater than"),
        ("mustBeGreaterOrEqualTo", ">=", "must be at least"),
        ("mustBeLessThan", "<", "must be less than"),
        ("mustBeLessOrEqualTo", "<=", "must be at most"),
    ];

    // "mustBeBetween is the equivalent to mustBeGreaterThan and mustBeLessThan": the bounds themselves are out.
    private static readonly (string Key, string Sql, string Says)[] Ranges =
    [
        ("mustBeBetween", "(value > {0} AND value < {1})", "must be between"),
        ("mustNotBeBetween", "NOT (value > {0} AND value < {1})", "must not be between"),
    ];

    public static IReadOnlyList<string> Keys { get; } = [.. Operators.Select(o => o.Key), .. Ranges.Select(r => r.Key)];

    /// <summary>Whether the rule says that there must be none: each row can be held against it.</summary>
    public static bool IsNone(YamlMap map)
    {
        var said = Keys.Where(map.Has).ToList();
        return said.Count == 0
            || (said is ["mustBe"] && map.Scalar("mustBe") is { IsNumber: true } none && none.Number == 0);
    }

    /// <summary>The condition and its words.</summary>
    public static (string Sql, string Says) Read(YamlMap map)
    {
        List<(string Sql, string Says)> found = [];
        foreach (var (key, sql, says) in Operators.Where(o => map.Has(o.Key)))
        {
            var value = map.Scalar(key);
            if (!value.IsNumber && key is not ("mustBe" or "mustNotBe"))
                throw map.Error(key, $"'{key}' must be a number, not '{value.Value}'");
            if (value.IsNull)
                throw map.Error(key, $"'{key}' needs a value: nothing equals null");
            found.Add(($"value {sql} {value.ToSql()}", $"{says} {value.Value}"));
        }
        foreach (var (key, sql, says) in Ranges.Where(r => map.Has(r.Key)))
        {
            if (map.Scalars(key) is not [{ IsNumber: true } low, { IsNumber: true } high])
                throw map.Error(key, $"'{key}' needs two numbers");
            if (low.Number >= high.Number)
                throw map.Error(
                    key,
                    $"'{key}' has the smaller number first: {low.Value} is not less than {high.Value}"
                );
            found.Add(
                (
                    string.Format(null, sql, low.Value, high.Value),
                    $"{says} {low.Value} and {high.Value} (both excluded)"
                )
            );
        }
        return found.Count > 0
            ? (string.Join(" AND ", found.Select(f => f.Sql)), string.Join(" and ", found.Select(f => f.Says)))
            : throw map.Error("metric", $"One of {string.Join(", ", Keys)} is missing");
    }
}
