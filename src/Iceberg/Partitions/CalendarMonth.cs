namespace Penstock.Iceberg.Partitions;

/// <summary>The month of a day, whatever the year: the engine's dates go beyond those of .NET.</summary>
internal static class CalendarMonth
{
    private const long DaysOf400Years = 146_097,
        DaysOf100Years = 36_524,
        DaysOf4Years = 1_461,
        DaysOfYear = 365;

    // From 0000-03-01 to 1970-01-01: with years that begin in March the leap day is the last one of its year.
    private const long DaysTo1970 = 719_468;

    /// <summary>
    /// Months since January 1970 of a day in days since 1970 (Gregorian calendar, extended to before its time).
    /// </summary>
    public static long Of(long day)
    {
        var shifted = day + DaysTo1970;
        var era = (shifted >= 0 ? shifted : shifted - DaysOf400Years + 1) / DaysOf400Years;
        var ofEra = shifted - (era * DaysOf400Years);
        var yearOfEra =
            (ofEra - (ofEra / (DaysOf4Years - 1)) + (ofEra / DaysOf100Years) - (ofEra / (DaysOf400Years - 1)))
            / DaysOfYear;
        var ofYear = ofEra - ((DaysOfYear * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var monthFromMarch = ((5 * ofYear) + 2) / 153;
        return (((era * 400) + yearOfEra - 1970) * 12) + monthFromMarch + 2;
    }
}
