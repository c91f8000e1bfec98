namespace Penstock.PdfReader.Layout;

/// <summary>
/// Puts words of one turn together to lines: the same baseline (or nearly, for indices), and not too far apart.
/// </summary>
internal static class LineBuilder
{
    // In parts of the font size. Between columns the gap is at least 1.5; a narrower one may be between columns too,
    // unless the words were drawn one after the other.
    private const double BetweenColumns = 1.5;
    private const double MaybeBetweenColumns = 0.8;
    private const double SameLine = 0.45;
    private const double Overlap = 0.5;

    public static List<TextLine> Build(IReadOnlyList<TextWord> words)
    {
        var sorted = words.OrderBy(w => w.Baseline).ThenBy(w => w.Left).ToList();
        var lines = new List<TextLine>();
        for (int from = 0, to; from < sorted.Count; from = to)
        {
            to = from + 1;
            while (to < sorted.Count && IsOnLine(sorted[from], sorted[to]))
                to++;
            Split(sorted.GetRange(from, to - from), lines);
        }
        return lines;
    }

    private static bool IsOnLine(TextWord first, TextWord word) =>
        word.Baseline - first.Baseline <= SameLine * Math.Max(first.Size, word.Size);

    /// <summary>Cuts what stands on a baseline at the gaps between columns, and drops what was drawn twice.</summary>
    private static void Split(List<TextWord> words, List<TextLine> lines)
    {
        words.Sort((a, b) => a.Left != b.Left ? a.Left.CompareTo(b.Left) : a.Order.CompareTo(b.Order));
        var line = new List<TextWord>();
        foreach (var word in words)
        {
            if (line.Count == 0)
            {
                line.Add(word);
                continue;
            }
            var last = line[^1];
            if (IsSame(last, word))
                continue;
            if (IsApart(last, word))
            {
                lines.Add(new TextLine(line));
                line = [word];
            }
            else if (Touches(last, word))
                last.Add(word);
            else
                line.Add(word);
        }
        if (line.Count > 0)
            lines.Add(new TextLine(line));
    }

    /// <summary>Whether it is the word before once more, a little aside: how some programs make text bold.</summary>
    private static bool IsSame(TextWord a, TextWord b) =>
        b.Left - a.Left <= 0.15 * a.Size
        && Math.Abs(a.Baseline - b.Baseline) <= 0.2 * a.Size
        && Math.Abs(a.Right - b.Right) <= 0.15 * a.Size
        && a.Text == b.Text;

    private static bool IsApart(TextWord a, TextWord b)
    {
        var gap = b.Left - a.Right;
        var size = Math.Max(a.Size, b.Size);
        return gap > BetweenColumns * size
            || gap < -Overlap * size && b.Order != a.Order + 1
            || gap > MaybeBetweenColumns * size && b.Order != a.Order + 1;
    }

    /// <summary>Whether they are one word that was drawn in pieces.</summary>
    private static bool Touches(TextWord a, TextWord b)
    {
        var gap = (b.Left - a.Right) / a.Size;
        return gap is <= WordBuilder.Gap and >= -WordBuilder.Gap
            && !(a.EndsInSpace && b.Order == a.Order + 1)
            && Math.Abs(a.Baseline - b.Baseline) <= 0.5
            && Math.Abs(a.Size - b.Size) <= 0.05 * a.Size;
    }
}
