using System.Globalization;

namespace Penstock.Sandbox.Retail;

/// <summary>
/// When the shop wrote its invoices: from 2010-12-01 08:26 to 2011-12-09 12:50, never on a Saturday, closed over Christmas,
/// busiest in November, as in the genuine set.
/// </summary>
internal sealed class RetailCalendar
{
    // Rows a month of the genuine set, in thousands, from December 2010 to December 2011.
    private static readonly double[] MonthWeights = [42, 35, 28, 37, 30, 37, 37, 39.5, 35, 50, 61, 85, 25.5];
    private static readonly DateTime First = new(2010, 12, 1);
    private static readonly DateTime Last = new(2011, 12, 9);

    private readonly DateTime[] _days;
    private readonly double[] _until;
    private int _day;

    public RetailCalendar()
    {
        _days = [.. Enumerable.Range(0, Days).Select(d => First.AddDays(d)).Where(IsOpen)];
        var perMonth = _days.GroupBy(Month).ToDictionary(m => m.Key, m => m.Count());
        var weights = _days.Select(d => MonthWeights[Month(d)] / perMonth[Month(d)]).ToArray();
        var total = weights.Sum();
        var sum = 0.0;
        _until = [.. weights.Select(w => (sum += w) / total)];
    }

    /// <summary>Days from the first to the last, both counted.</summary>
    public static int Days => (Last - First).Days + 1;

    /// <summary>
    /// The minute of an invoice; <paramref name="fraction"/> runs from 0 (the first) to 1 (the last) and never goes back.
    /// </summary>
    public (DateTime Time, int DayNumber) At(double fraction)
    {
        while (_day < _days.Length - 1 && fraction >= _until[_day])
            _day++;
        var from = _day == 0 ? 0 : _until[_day - 1];
        var within = Math.Clamp((fraction - from) / (_until[_day] - from), 0, 1);
        var date = _days[_day];
        var opens = date == First ? 506 : 480 + (int)(SplitMix.Mix((ulong)date.Ticks) % 60);
        var closes = date == Last ? 770 : 1_050;
        return (date.AddMinutes(Math.Round(opens + within * (closes - opens))), (date - First).Days);
    }

    /// <summary>One of the two forms seen in the wild.</summary>
    public static string Format(DateTime time, bool american) =>
        time.ToString(american ? "M/d/yyyy H:mm" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static bool IsOpen(DateTime day) =>
        day.DayOfWeek != DayOfWeek.Saturday && (day < new DateTime(2010, 12, 24) || day > new DateTime(2011, 1, 3));

    private static int Month(DateTime day) => (day.Year - 2010) * 12 + day.Month - 12;
}
