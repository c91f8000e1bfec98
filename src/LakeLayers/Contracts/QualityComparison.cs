namespace Penstock.LakeLayers.Contracts;

/// <summary>The standard's comparison operators, as the end of an SQL condition.</summary>
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

    public static IReadOnlyList<string> Keys { get; } =
    [.. Operators.Select(o => o.Key), "mustBeBetween", "mustNotBeBetween"];

    /// <summary>The condition's end and its words.</summary>
    public static (string Sql, string Says) Read(YamlMap map)
    {
        foreach (var (key, sql, says) in Operators)
        {
            if (map.Has(key))
                return ($"{sql} {map.Scalar(key).ToSql()}", $"{says} {map.Scalar(key).Value}");
        }
        foreach (
            var (key, sql, says) in new[]
            {
                ("mustBeBetween", "BETWEEN", "must be between"),
                ("mustNotBeBetween", "NOT BETWEEN", "must not be between"),
            }
        )
        {
            if (!map.Has(key))
                continue;
            return map.Scalars(key) is [var low, var high]
                ? ($"{sql} {low.ToSql()} AND {high.ToSql()}", $"{says} {low.Value} and {high.Value}")
                : throw map.Error(key, $"'{key}' needs two values");
        }
        throw map.Error("metric", $"One of {string.Join(", ", Keys)} is missing");
    }
}
