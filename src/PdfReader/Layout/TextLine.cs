namespace Penstock.PdfReader.Layout;

/// <summary>Words beside each other, from left to right.</summary>
internal sealed class TextLine
{
    public TextLine(List<TextWord> words)
    {
        Words = words;
        Left = words[0].Left;
        Right = words.Max(w => w.Right);
        Top = words.Min(w => w.Top);
        Bottom = words.Max(w => w.Bottom);
        var main = words.MaxBy(w => w.Length)!;
        (Baseline, Size) = (main.Baseline, main.Size);
        Order = words.Min(w => w.Order);
    }

    public List<TextWord> Words { get; }
    public double Left { get; }
    public double Right { get; }
    public double Top { get; }
    public double Bottom { get; }

    /// <summary>Of its longest word, as is its <see cref="Size"/>.</summary>
    public double Baseline { get; }
    public double Size { get; }
    public int Order { get; }
}
