using System.Text;

namespace Penstock.PdfReader.Layout;

/// <summary>A word: glyphs beside each other with no gap between them. In coordinates of the text.</summary>
internal sealed class TextWord
{
    private readonly StringBuilder _text;

    /// <summary>A word of one glyph.</summary>
    public TextWord(in Glyph first, int order)
    {
        (Turn, Left, Right, Baseline) = (first.Turn, first.Left, first.Right, first.Baseline);
        (Top, Bottom, Size, Order) = (first.Top, first.Bottom, first.Size, order);
        _text = new StringBuilder(first.Text, 16);
    }

    public Turn Turn { get; }
    public double Left { get; private set; }
    public double Right { get; private set; }
    public double Top { get; private set; }
    public double Bottom { get; private set; }
    public double Baseline { get; }
    public double Size { get; }

    /// <summary>Its place in the order of drawing.</summary>
    public int Order { get; }

    /// <summary>Whether white space was drawn after it.</summary>
    public bool EndsInSpace { get; set; }

    public string Text => _text.ToString();

    public int Length => _text.Length;

    public Box Box => Turn.ToPage(Left, Top, Right, Bottom);

    /// <summary>Appends a glyph.</summary>
    public void Add(in Glyph glyph)
    {
        _text.Append(glyph.Text);
        Widen(glyph.Left, glyph.Right, glyph.Top, glyph.Bottom);
    }

    /// <summary>Appends the word that follows it without a gap.</summary>
    public void Add(TextWord next)
    {
        _text.Append(next._text);
        EndsInSpace = next.EndsInSpace;
        Widen(next.Left, next.Right, next.Top, next.Bottom);
    }

    private void Widen(double left, double right, double top, double bottom)
    {
        Left = Math.Min(Left, left);
        Right = Math.Max(Right, right);
        Top = Math.Min(Top, top);
        Bottom = Math.Max(Bottom, bottom);
    }
}
