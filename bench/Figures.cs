namespace Penstock.Bench;

/// <summary>What is said of measurements, and how the tables of results say it.</summary>
internal static class Figures
{
    /// <summary>Prints the head of a table of <see cref="Line"/>s.</summary>
    public static void Head()
    {
        Console.WriteLine("| what | measured | asked | |");
        Console.WriteLine("| --- | --- | --- | --- |");
    }

    /// <summary>Prints one line and passes on whether what was asked is met.</summary>
    public static bool Line(string what, string measured, string asked, bool isMet)
    {
        Console.WriteLine($"| {what} | {measured} | {asked} | {(isMet ? "met" : "missed")} |");
        return isMet;
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1
            ? sorted[sorted.Count / 2]
            : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>The smallest value that 95 in 100 do not exceed.</summary>
    public static double P95(IReadOnlyCollection<double> values) =>
        values.Order().ElementAt((int)Math.Ceiling(values.Count * 0.95) - 1);
}
