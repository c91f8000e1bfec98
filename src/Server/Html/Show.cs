using System.Globalization;

namespace Penstock.Server.Html;

/// <summary>Numbers and times as people read them.</summary>
internal static class Show
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The noun as it follows a number.</summary>
    public static string Noun(long count, string noun) => count == 1 ? noun : noun + "s";

    /// <summary>Powers of 1000.</summary>
    public static string Bytes(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1000 && unit < Units.Length - 1; unit++)
            bytes /= 1000;
        return bytes.ToString(unit == 0 ? "N0" : "N1", CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    /// <summary>In UTC for whoever has no script; site.js turns it into the reader's own time.</summary>
    public static Markup Time(DateTimeOffset at) =>
        $"""<time datetime="{at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}">{at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC</time>""";

    /// <summary>The same to the millisecond.</summary>
    public static Markup PreciseTime(DateTimeOffset at) =>
        $"""<time datetime="{at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}" data-precise>{at.UtcDateTime.ToString("MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)} UTC</time>""";

    public static Markup Time(DateTimeOffset? at) => at is { } time ? Time(time) : $"""<span class="none">–</span>""";
}
