namespace Penstock.LakeLayers.Tests.Documents;

/// <summary>How alike the words of two texts are, whatever their order: F1, 1 for the same words as often.</summary>
internal static class WordScore
{
    public static double Of(string actual, string expected)
    {
        var (ours, theirs) = (Count(actual), Count(expected));
        var all = ours.Values.Sum() + theirs.Values.Sum();
        var common = ours.Sum(w => Math.Min(w.Value, theirs.GetValueOrDefault(w.Key)));
        return all == 0 ? 1 : 2.0 * common / all;
    }

    private static Dictionary<string, int> Count(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).CountBy(w => w).ToDictionary();
}
