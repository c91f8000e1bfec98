using System.Globalization;

namespace Penstock.Cli.Output;

/// <summary>Numbers as people read them.</summary>
internal static class Units
{
    /// <summary><c>12.3 MB</c>; powers of 1000.</summary>
    public static string Bytes(double bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        var unit = 0;
        while (bytes >= 1000 && unit < units.Length - 1)
        {
            bytes /= 1000;
            unit++;
        }
        return bytes.ToString(unit == 0 ? "N0" : "N1", CultureInfo.InvariantCulture) + " " + units[unit];
    }

    /// <summary><c>541,909</c>.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>0.8 s</c>, <c>2 min 05 s</c>.</summary>
    public static string Duration(TimeSpan time) =>
        time.TotalSeconds < 100
            ? time.TotalSeconds.ToString("N1", CultureInfo.InvariantCulture) + " s"
            : $"{(int)time.TotalMinutes} min {time.Seconds:00} s";
}
