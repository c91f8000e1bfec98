using System.Text.RegularExpressions;

namespace Penstock.LakeLayers.Models.Layout;

/// <summary>
/// One key of a model's <c>order_by</c>: <c>x</c>, <c>x desc</c>, <c>x desc nulls first</c>. Without words: ascending, nulls
/// last, as DuckDB sorts.
/// </summary>
internal sealed partial record OrderKey(string Column, bool IsDescending, bool HasNullsFirst)
{
    /// <summary>Reads a key.</summary>
    public static OrderKey Parse(string text)
    {
        var match = Form().Match(text);
        var column = match.Groups["quoted"] is { Success: true } quoted
            ? quoted.Value.Replace("\"\"", "\"", StringComparison.Ordinal)
            : match.Groups["column"].Value;
        return new OrderKey(
            column,
            match.Groups["direction"].Value.Equals("desc", StringComparison.OrdinalIgnoreCase),
            match.Groups["nulls"].Value.Equals("first", StringComparison.OrdinalIgnoreCase)
        );
    }

    [GeneratedRegex(
        """^\s*(?:"(?<quoted>(?:[^"]|"")+)"|(?<column>.*?))(?:\s+(?<direction>asc|desc))?(?:\s+nulls\s+(?<nulls>first|last))?\s*$""",
        RegexOptions.IgnoreCase | RegexOptions.Singleline
    )]
    private static partial Regex Form();
}
