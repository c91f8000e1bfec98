using System.Text.RegularExpressions;

namespace Penstock.LakeLayers.Models.Seeding;

/// <summary>Dates and times that are not written as ISO 8601: which formats of strptime they may be written in.</summary>
internal static partial class DateFormats
{
    /// <summary>Whether a value looks like a date whose parts may be in any order, with a time or without.</summary>
    public static bool LooksLikeDate(string text) => Numbers().IsMatch(text.Trim());

    /// <summary>Whether a format has hours.</summary>
    public static bool HasTime(string format) => Hours().IsMatch(format);

    /// <summary>
    /// The formats that values of this look may have: day or month first (year first where it has four digits), years of two
    /// digits as POSIX has them (69 is 1969, 68 is 2068).
    /// </summary>
    public static IReadOnlyList<string> Candidates(string text)
    {
        if (Numbers().Match(text.Trim()) is not { Success: true } match)
            return [];
        var (first, separator, last) = (match.Groups["a"].Value, match.Groups["s"].Value, match.Groups["c"].Value);
        var time = match.Groups["time"].Value switch
        {
            "" => "",
            var t when t.EndsWith('m') || t.EndsWith('M') => t.Count(c => c == ':') == 2 ? "%I:%M:%S %p" : "%I:%M %p",
            var t when t.Contains('.', StringComparison.Ordinal) => "%H:%M:%S.%f",
            var t => t.Count(c => c == ':') == 2 ? "%H:%M:%S" : "%H:%M",
        };
        time = time.Length == 0 ? "" : $"{(match.Groups["t"].Value == "T" ? "T" : " ")}{time}";
        var year = last.Length == 4 ? "%Y" : "%y";
        IEnumerable<string> orders =
            first.Length == 4 ? [$"%Y{separator}%m{separator}%d"]
            : separator == "." ? [$"%d.%m.{year}"]
            : [$"%m{separator}%d{separator}{year}", $"%d{separator}%m{separator}{year}"];
        return [.. orders.Select(o => o + time)];
    }

    /// <summary>What to say in the seed's config to make dates of such a column.</summary>
    public static string Advice(SeedColumn column)
    {
        var formats = Candidates(column.First!.Value.Text);
        var type = formats.Any(HasTime) ? "timestamp" : "date";
        var types = $"column_types: {{{column.Name}: {type}}}";
        return formats.Count switch
        {
            // Only the year comes first, as ISO 8601 has it.
            1 when formats[0].StartsWith("%Y-", StringComparison.Ordinal) => $"{types} makes times of them",
            1 => $"{types} and formats: {{{column.Name}: '{formats[0]}'}} make dates of them",
            _ => $"whether day or month comes first is not said: {types} and formats: {{{column.Name}: "
                + $"{string.Join(" or ", formats.Select(f => $"'{f}'"))}}} make dates of them",
        };
    }

    [GeneratedRegex("%-?[HIcXs]")]
    private static partial Regex Hours();

    [GeneratedRegex(
        @"^((?<a>\d{1,2})(?<s>[./-])\d{1,2}\k<s>(?<c>\d{4}|\d{2})|(?<a>\d{4})(?<s>[./-])\d{1,2}\k<s>(?<c>\d{1,2}))((?<t>[ T])\s*(?<time>\d{1,2}:\d{2}(:\d{2}(\.\d{1,6})?)?(\s?[AaPp][Mm])?))?$"
    )]
    private static partial Regex Numbers();
}
