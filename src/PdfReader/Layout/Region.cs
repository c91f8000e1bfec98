namespace Penstock.PdfReader.Layout;

/// <summary>What is read in one go: a block, or the cells of a table row by row.</summary>
internal sealed class Region(List<TextBlock> blocks)
{
    public List<TextBlock> Blocks { get; } = blocks;
    public double Left { get; } = blocks.Min(b => b.Left);
    public double Right { get; } = blocks.Max(b => b.Right);
    public double Top { get; } = blocks.Min(b => b.Top);
    public double Bottom { get; } = blocks.Max(b => b.Bottom);
    public double Size { get; } = blocks[0].Lines[0].Size;
    public int Order { get; } = blocks.Min(b => b.Order);
}
