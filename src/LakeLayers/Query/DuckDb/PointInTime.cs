using System.Globalization;

namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>
/// Dates and times, which in DuckDB reach from 290,308 BC to 294,247 AD, count nanoseconds and know infinity. What .NET's types
/// cannot hold is text as DuckDB prints it: <c>infinity</c>, <c>0044-03-15 (BC)</c>, <c>24:00:00</c>.
/// </summary>
internal static class PointInTime
{
    private const long MicrosPerDay = 86_400_000_000;
    private const long NanosPerMicro = 1_000;

    private static readonly long Earliest = (DateTime.MinValue - DateTime.UnixEpoch).Ticks / 10;
    private static readonly long Latest = (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / 10;
    private static readonly DateOnly Epoch = DateOnly.FromDateTime(DateTime.UnixEpoch);

    public static object Date(int days)
    {
        if (Infinity(days, int.MaxValue) is { } infinity)
            return infinity;
        return
            days < DateOnly.MinValue.DayNumber - Epoch.DayNumber || days > DateOnly.MaxValue.DayNumber - Epoch.DayNumber
            ? DateText(days)
            : Epoch.AddDays(days);
    }

    /// <summary>A time without a zone.</summary>
    /// <param name="count">Units since 1970.</param>
    /// <param name="micros">Microseconds of a unit.</param>
    public static object Local(long count, int micros = 1)
    {
        if (Infinity(count, long.MaxValue) is { } infinity)
            return infinity;
        var total = (Int128)count * micros;
        return Ticks(total) is { } ticks ? new DateTime(ticks, DateTimeKind.Unspecified) : Text(total * NanosPerMicro);
    }

    /// <summary>A time without a zone to the nanosecond, of which .NET's types have none.</summary>
    public static string Nanos(long count) => Infinity(count, long.MaxValue) ?? Text(count);

    public static object Utc(long micros) =>
        Infinity(micros, long.MaxValue)
        ?? (
            Ticks(micros) is { } ticks
                ? new DateTimeOffset(ticks, TimeSpan.Zero)
                : (object)$"{Text((Int128)micros * NanosPerMicro)}+00"
        );

    /// <summary>A time of day, up to and including 24:00:00.</summary>
    public static object Day(long micros) =>
        micros < MicrosPerDay ? new TimeOnly(micros * 10) : DayText(micros * NanosPerMicro);

    /// <summary>A time of day with an offset: 40 bits of microseconds, 24 bits that count down from the greatest offset.</summary>
    public static string DayWithOffset(ulong bits)
    {
        const int Greatest = (16 * 60 * 60) - 1;
        var offset = Greatest - (int)(bits & 0xFFFFFF);
        var (sign, size) = (offset < 0 ? '-' : '+', Math.Abs(offset));
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{DayText((long)(bits >> 24) * NanosPerMicro)}{sign}{size / 3600:00}"
        );
        if (size % 3600 != 0)
            text += string.Create(CultureInfo.InvariantCulture, $":{size / 60 % 60:00}");
        return size % 60 == 0 ? text : text + string.Create(CultureInfo.InvariantCulture, $":{size % 60:00}");
    }

    /// <summary>Hours, minutes, seconds, and as many digits of the fraction as there are.</summary>
    public static string DayText(long nanos)
    {
        var seconds = nanos / 1_000_000_000;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}"
        );
        var fraction = nanos % 1_000_000_000;
        return fraction == 0
            ? text
            : $"{text}.{fraction.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0')}";
    }

    public static long Micros(DateTime value) => (value.Ticks - DateTime.UnixEpoch.Ticks) / 10;

    private static string? Infinity(long value, long greatest) =>
        value == greatest ? "infinity"
        : value == -greatest ? "-infinity"
        : null;

    private static long? Ticks(Int128 micros) =>
        micros < Earliest || micros > Latest ? null : DateTime.UnixEpoch.Ticks + ((long)micros * 10);

    private static string Text(Int128 nanos)
    {
        const long NanosPerDay = MicrosPerDay * NanosPerMicro;
        var (days, rest) = ((long)(nanos / NanosPerDay), (long)(nanos % NanosPerDay));
        return rest < 0 ? $"{DateText(days - 1)} {DayText(rest + NanosPerDay)}" : $"{DateText(days)} {DayText(rest)}";
    }

    // The Gregorian calendar in eras of 400 years, each of the same number of days, that begin on the first of March.
    private static string DateText(long days)
    {
        const int DaysPerEra = 146_097;
        var shifted = days + 719_468;
        var era = (shifted >= 0 ? shifted : shifted - DaysPerEra + 1) / DaysPerEra;
        var day = shifted - (era * DaysPerEra);
        var year = (day - (day / 1_460) + (day / 36_524) - (day / (DaysPerEra - 1))) / 365;
        var ofYear = day - ((365 * year) + (year / 4) - (year / 100));
        var month = ((5 * ofYear) + 2) / 153;
        var (m, d) = (month < 10 ? month + 3 : month - 9, ofYear - (((153 * month) + 2) / 5) + 1);
        var y = year + (era * 400) + (m <= 2 ? 1 : 0);
        return y > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{y:0000}-{m:00}-{d:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{1 - y:0000}-{m:00}-{d:00} (BC)");
    }
}
