using System.Globalization;
using DuckDB.NET.Native;

namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>
/// An interval as DuckDB prints it, for instance <c>1 year 2 months 3 days 04:05:06.5</c>: its months, days and microseconds are
/// three numbers that .NET's span of time cannot keep apart.
/// </summary>
internal static class IntervalText
{
    public static string Of(DuckDBInterval value)
    {
        var micros = (long)value.Micros;
        List<string> parts =
        [
            .. Part(value.Months / 12, "year"),
            .. Part(value.Months % 12, "month"),
            .. Part(value.Days, "day"),
        ];
        if (micros != 0 || parts.Count == 0)
            parts.Add(Time(micros));
        return string.Join(' ', parts);
    }

    private static IEnumerable<string> Part(int count, string unit) =>
        count == 0 ? []
        : count is 1 or -1 ? [string.Create(CultureInfo.InvariantCulture, $"{count} {unit}")]
        : [string.Create(CultureInfo.InvariantCulture, $"{count} {unit}s")];

    private static string Time(long micros)
    {
        var size = UInt128.CreateChecked(Int128.Abs(micros));
        var (seconds, fraction) = ((ulong)(size / 1_000_000), (ulong)(size % 1_000_000));
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{(micros < 0 ? "-" : "")}{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}"
        );
        return fraction == 0
            ? text
            : $"{text}.{fraction.ToString("000000", CultureInfo.InvariantCulture).TrimEnd('0')}";
    }
}
