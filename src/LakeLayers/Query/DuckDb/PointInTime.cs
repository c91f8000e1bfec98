using System.Globalization;

namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>
/// Dates and times, which in DuckDB reach from 290,308 BC to 294,247 AD and know infinity. What .NET's types cannot hold becomes
/// text; infinities become the types' ends, as Npgsql has them.
/// </summary>
internal static class PointInTime
{
    private static readonly long Earliest = (DateTime.MinValue - DateTime.UnixEpoch).Ticks / 10;
    private static readonly long Latest = (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / 10;
    private static readonly int FirstDay =
        DateOnly.MinValue.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
    private static readonly int LastDay =
        DateOnly.MaxValue.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    public static object Date(int days) =>
        days switch
        {
            int.MaxValue => DateOnly.MaxValue,
            -int.MaxValue => DateOnly.MinValue,
            _ when days < FirstDay || days > LastDay => string.Create(
                CultureInfo.InvariantCulture,
                $"{days} days since 1970-01-01"
            ),
            _ => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(days),
        };

    public static object Local(long micros) =>
        Ticks(micros) is { } ticks ? new DateTime(ticks, DateTimeKind.Unspecified) : Far(micros);

    public static object Utc(long micros) =>
        Ticks(micros) is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : Far(micros);

    public static long Micros(DateTime value) => (value.Ticks - DateTime.UnixEpoch.Ticks) / 10;

    private static long? Ticks(long micros) =>
        micros switch
        {
            long.MaxValue => DateTime.MaxValue.Ticks,
            -long.MaxValue => DateTime.MinValue.Ticks,
            _ when micros < Earliest || micros > Latest => null,
            _ => DateTime.UnixEpoch.Ticks + (micros * 10),
        };

    private static string Far(long micros) =>
        string.Create(CultureInfo.InvariantCulture, $"{micros} microseconds since 1970-01-01");
}
