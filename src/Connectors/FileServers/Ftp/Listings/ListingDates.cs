using System.Globalization;
using System.Text.RegularExpressions;

namespace Penstock.Connectors.FileServers.Ftp.Listings;

/// <summary>The dates of Unix listings, in all their forms.</summary>
internal static class ListingDates
{
    /// <summary>
    /// A date, to be put into a format's pattern: ISO with or without year; month and day, day and month, with a time or a
    /// year. Blanks are
    /// only the blank itself: bytes of UTF-8 letters look like other white space in Latin-1.
    /// </summary>
    public const string Pattern =
        "(?<year>[0-9]{4})-(?<mon>[0-9]{2})-(?<day>[0-9]{2})"
        + "([ T](?<hour>[0-9]{1,2}):(?<min>[0-9]{2})(:(?<sec>[0-9]{2})([.,](?<frac>[0-9]{1,9}))?)?"
        + "( ?(?<zone>[-+][0-9]{2}:?[0-9]{2}|Z))?"
        + "| (?= ))?"
        + "|(?<mon>[0-9]{2})-(?<day>[0-9]{2}) +(?<hour>[0-9]{1,2}):(?<min>[0-9]{2})"
        + "|(?<year>[0-9]{4})[\\x80-\\xFF]+ ?(?<mon>[0-9]{1,2})[\\x80-\\xFF]+ ?(?<day>[0-9]{1,2})[\\x80-\\xFF]*"
        + "|((Mon|Tue|Wed|Thu|Fri|Sat|Sun) +)?"
        + "((?<mon>[A-Za-z\\x80-\\xFF]+\\.?|[0-9]{1,2}[\\x80-\\xFF]+) *(?<day>[0-9]{1,2})([\\x80-\\xFF]+|[.,])?"
        + "|(?<day>[0-9]{1,2})\\.?[ -](?<mon>[A-Za-z\\x80-\\xFF]+\\.?|[0-9]{1,2}[\\x80-\\xFF]+)-?)"
        + " *((?<= )(?<hour>[0-9]{1,2}):(?<min>[0-9]{2})(:(?<sec>[0-9]{2})( +(?<year>[0-9]{4}))?)?"
        + "|(?<=[ -])(?<year>[0-9]{4})([\\x80-\\xFF]+)?)";

    /// <summary>
    /// The moment that a match of <see cref="Pattern"/> names. False when it is none: a month 13, a 31st of April.
    /// </summary>
    public static bool TryRead(GroupCollection date, DateTimeOffset now, out DateTimeOffset time, out bool isExact)
    {
        time = default;
        isExact = date["zone"].Success && date["sec"].Success;
        if (
            MonthNames.Find(date["mon"].Value) is not { } month
            || !TryZone(date["zone"].Value, out var zone)
            || Number(date["hour"]) is > 23
            || Number(date["min"]) is > 59
            || Number(date["sec"]) is > 60
        )
            return false;
        var clock = new TimeSpan(
            0,
            Number(date["hour"]) ?? 0,
            Number(date["min"]) ?? 0,
            Math.Min(59, Number(date["sec"]) ?? 0)
        );
        if (date["frac"].Success)
            clock += TimeSpan.FromSeconds(double.Parse("0." + date["frac"].Value, CultureInfo.InvariantCulture));
        return Number(date["year"]) is { } year
            ? TryMake(year, month, Number(date["day"])!.Value, clock, zone, out time)
            : TryMakeRecent(now, month, Number(date["day"])!.Value, clock, out time);
    }

    /// <summary>A date with a year that may have two digits, which are of 1970 to 2069.</summary>
    public static bool TryMake(int year, int month, int day, TimeSpan clock, TimeSpan zone, out DateTimeOffset time)
    {
        var whole = year switch
        {
            < 70 => 2000 + year,
            < 100 => 1900 + year,
            _ => year,
        };
        var exists = month is >= 1 and <= 12 && whole <= 9998 && day >= 1 && day <= DateTime.DaysInMonth(whole, month);
        time = exists ? new DateTimeOffset(whole, month, day, 0, 0, 0, zone).Add(clock).ToUniversalTime() : default;
        return exists;
    }

    // Without a year it is the last such day. The server's clock may be in a zone ahead of ours.
    private static bool TryMakeRecent(DateTimeOffset now, int month, int day, TimeSpan clock, out DateTimeOffset time)
    {
        for (var year = now.Year + 1; year >= now.Year - 8; year--)
        {
            if (TryMake(year, month, day, clock, TimeSpan.Zero, out time) && time <= now.AddDays(1))
                return true;
        }
        time = default;
        return false;
    }

    private static bool TryZone(string text, out TimeSpan zone)
    {
        zone = TimeSpan.Zero;
        if (text is "" or "Z")
            return true;
        var minutes =
            (int.Parse(text.AsSpan(1, 2), CultureInfo.InvariantCulture) * 60)
            + int.Parse(text.AsSpan(text.Length - 2), CultureInfo.InvariantCulture);
        zone = TimeSpan.FromMinutes(text[0] == '-' ? -minutes : minutes);
        return minutes <= 14 * 60;
    }

    private static int? Number(Group group) =>
        group.Success ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : null;
}
