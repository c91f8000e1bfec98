namespace Penstock.PdfReader.Layout;

/// <summary>
/// Puts lines together to blocks: each line under the last one of a block, near it and of about the same size.
/// </summary>
internal static class BlockBuilder
{
    private const double MostLeading = 1.5;
    private const double LeastLeading = 0.5;
    private const double MostSizeRatio = 1.3;

    public static List<TextBlock> Build(List<TextLine> lines)
    {
        var blocks = new List<TextBlock>();
        var open = new List<TextBlock>();
        foreach (var line in lines.OrderBy(l => l.Baseline).ThenBy(l => l.Left))
        {
            open.RemoveAll(b => line.Baseline - b.Lines[^1].Baseline > MostLeading * b.Lines[^1].Size * MostSizeRatio);
            var above = open.Where(b => IsUnder(b, line)).Take(2).ToList();
            if (above is [var block])
            {
                block.Add(line);
                continue;
            }
            blocks.Add(new TextBlock(line));
            open.Add(blocks[^1]);
        }
        return blocks;
    }

    private static bool IsUnder(TextBlock block, TextLine line)
    {
        var last = block.Lines[^1];
        var leading = line.Baseline - last.Baseline;
        var (small, large) = (Math.Min(last.Size, line.Size), Math.Max(last.Size, line.Size));
        return leading <= MostLeading * small
            && leading >= LeastLeading * small
            && large <= MostSizeRatio * small
            && Math.Min(block.Right, line.Right) > Math.Max(block.Left, line.Left);
    }
}
