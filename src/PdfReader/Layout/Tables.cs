namespace Penstock.PdfReader.Layout;

/// <summary>
/// Finds tables among the blocks: rows of cells whose first lines stand on one baseline, under rows with cells in the same
/// columns, with nothing of one row beside the next. Text in columns does not stand so, and a table is read row by row.
/// </summary>
internal static class Tables
{
    private const double SameBaseline = 0.2;
    private const double MostSpaceBetweenRows = 5;

    /// <summary>The blocks with the cells of each table in one list; others are alone in theirs.</summary>
    public static List<List<TextBlock>> Group(List<TextBlock> blocks)
    {
        var groups = new List<List<TextBlock>>();
        List<TextBlock>? table = null;
        List<TextBlock>? last = null;
        foreach (var row in Rows(blocks))
        {
            if (row.Count > 1 && last is not null && IsUnder(last, row))
            {
                if (table is null)
                {
                    groups.RemoveRange(groups.Count - last.Count, last.Count);
                    groups.Add(table = [.. last]);
                }
                table.AddRange(row);
            }
            else
            {
                table = null;
                groups.AddRange(row.Select(b => new List<TextBlock> { b }));
            }
            last = row.Count > 1 ? row : null;
        }
        return groups;
    }

    private static IEnumerable<List<TextBlock>> Rows(List<TextBlock> blocks)
    {
        var row = new List<TextBlock>();
        foreach (var block in blocks.OrderBy(b => b.Lines[0].Baseline))
        {
            if (
                row.Count > 0
                && block.Lines[0].Baseline - row[0].Lines[0].Baseline > SameBaseline * block.Lines[0].Size
            )
            {
                yield return [.. row.OrderBy(b => b.Left)];
                row.Clear();
            }
            row.Add(block);
        }
        if (row.Count > 0)
            yield return [.. row.OrderBy(b => b.Left)];
    }

    private static bool IsUnder(List<TextBlock> upper, List<TextBlock> lower)
    {
        var space = lower.Min(b => b.Top) - upper.Max(b => b.Bottom);
        var size = lower[0].Lines[0].Size;
        return space >= -0.5 * size
            && space <= MostSpaceBetweenRows * size
            && lower.Count(l => upper.Any(u => Math.Min(u.Right, l.Right) > Math.Max(u.Left, l.Left))) > 1;
    }
}
