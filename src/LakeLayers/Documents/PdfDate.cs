using System.Globalization;

namespace Penstock.LakeLayers.Documents;

/// <summary>
/// Reads the dates of documents: as files have them (ISO 32000-1, 7.9.4: <c>D:20210827004719+02'00'</c>, of which all
/// after the year
/// may be missing), and as poppler prints them (<c>2021-08-27T00:47:19Z</c>, with <c>+02</c> or <c>-03:30</c> for other zones).
/// </summary>
internal static class PdfDate
{
    private const int SecondsEnd = 19;

    /// <summary>The instant in UTC, or null for text that is no date.</summary>
    public static DateTimeOffset? Parse(string? text)
    {
        if (text is ['D', ':', .. var rest])
            text = FromFile(rest);
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

    /// <summary>The date of a file in the form that poppler prints.</summary>
    private static string FromFile(string text)
    {
        const string Earliest = "00000101000000";
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : text.Length;
        if (digits < 4 || digits > Earliest.Length)
            return text;
        var full = string.Concat(text.AsSpan(0, digits), Earliest.AsSpan(digits));
        return $"{full[..4]}-{full[4..6]}-{full[6..8]}T{full[8..10]}:{full[10..12]}:{full[12..14]}{text[digits..]}";
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
