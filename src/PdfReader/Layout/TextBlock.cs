namespace Penstock.PdfReader.Layout;

/// <summary>Lines under each other, as those of a paragraph.</summary>
internal sealed class TextBlock(TextLine first)
{
    public List<TextLine> Lines { get; } = [first];
    public double Left { get; private set; } = first.Left;
    public double Right { get; private set; } = first.Right;
    public double Top { get; private set; } = first.Top;
    public double Bottom { get; private set; } = first.Bottom;
    public int Order { get; private set; } = first.Order;

    public void Add(TextLine line)
    {
        Lines.Add(line);
        Left = Math.Min(Left, line.Left);
        Right = Math.Max(Right, line.Right);
        Top = Math.Min(Top, line.Top);
        Bottom = Math.Max(Bottom, line.Bottom);
        Order = Math.Min(Order, line.Order);
    }
}
