namespace Penstock.Warehouse.Copy;

/// <summary>
/// Dates and instants: DuckDB counts from 1970, PostgreSQL from 2000, and both have infinities and limits of their own.
/// </summary>
internal static class CopyTime
{
    private const int EpochDays = 10_957; // 1970-01-01 to 2000-01-01
    private const long EpochMicros = EpochDays * 86_400_000_000L;

    // IS_VALID_DATE and IS_VALID_TIMESTAMP of src/include/datatype/timestamp.h, in PostgreSQL's own epoch.
    private const int FirstDay = -2_451_545;
    private const int EndDay = 2_145_031_949;
    private const long FirstMicro = -211_813_488_000_000_000;
    private const long EndMicro = 9_223_371_331_200_000_000;

    /// <summary>PostgreSQL's number of a day; false when it has no such day.</summary>
    public static bool TryDate(int days, out int result)
    {
        switch (days)
        {
            case int.MaxValue:
                result = int.MaxValue;
                return true;
            case -int.MaxValue:
                result = int.MinValue;
                return true;
            default:
                var shifted = (long)days - EpochDays;
                result = (int)shifted;
                return shifted is >= FirstDay and < EndDay;
        }
    }

    /// <summary>PostgreSQL's number of an instant; false when it has no such instant.</summary>
    public static bool TryTimestamp(long micros, out long result)
    {
        switch (micros)
        {
            case long.MaxValue:
                result = long.MaxValue;
                return true;
            case -long.MaxValue:
                result = long.MinValue;
                return true;
            default:
                result = micros - EpochMicros;
                return micros >= FirstMicro + EpochMicros && result < EndMicro;
        }
    }
}
