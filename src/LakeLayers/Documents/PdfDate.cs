using System.Globalization;

namespace Penstock.LakeLayers.Documents;

/// <summary>Reads the dates that poppler prints: <c>2021-08-27T00:47:19Z</c>, with <c>+02</c> or <c>-03:30</c> for other zones.</summary>
internal static class PdfDate
{
    private const int SecondsEnd = 19;

    /// <summary>The instant in UTC, or null for text that is no date.</summary>
    public static DateTimeOffset? Parse(string? text)
    {
        if (
            text is null
            || text.Length < SecondsEnd
            || !DateTime.TryParseExact(
                text[..SecondsEnd],
                "yyyy-MM-dd'T'HH:mm:ss",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var local
            )
            || ParseOffset(text.AsSpan(SecondsEnd)) is not { } offset
        )
            return null;
        var ticks = local.Ticks - offset.Ticks;
        return ticks < 0 || ticks > DateTime.MaxValue.Ticks ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    private static TimeSpan? ParseOffset(ReadOnlySpan<char> zone)
    {
        if (zone is "" or "Z")
            return TimeSpan.Zero;
        if (zone.Length < 3 || zone[0] is not ('+' or '-') || !Digits(zone.Slice(1, 2), out var hours))
            return null;
        var rest = zone[3..].TrimStart([':', '\'']);
        var minutes = 0;
        if (rest.Length >= 2 && !Digits(rest[..2], out minutes))
            return null;
        var offset = new TimeSpan(hours, minutes, 0);
        return zone[0] == '-' ? -offset : offset;
    }

    private static bool Digits(ReadOnlySpan<char> text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
