using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;

namespace Penstock.PdfReader.Layout;

/// <summary>The glyphs on a page, and what is doubtful about them.</summary>
internal sealed class PageGlyphs
{
    private readonly double _height;
    private readonly double _left;
    private readonly double _top;
    private readonly double _right;
    private readonly double _bottom;

    public PageGlyphs(Page page)
    {
        // PdfPig's page is the crop box; word boxes are relative to the media box, as it is turned.
        var (media, crop) = (page.MediaBox.Bounds, page.CropBox.Bounds);
        _height = page.Height;
        (_left, _top) = page.Rotation.Value switch
        {
            90 => (crop.Bottom - media.Bottom, crop.Left - media.Left),
            180 => (media.Right - crop.Right, crop.Bottom - media.Bottom),
            270 => (media.Top - crop.Top, media.Right - crop.Right),
            _ => (crop.Left - media.Left, media.Top - crop.Top),
        };
        var isTurned = page.Rotation.SwapsAxis;
        (_right, _bottom) = isTurned ? (media.Height, media.Width) : (media.Width, media.Height);
        foreach (var letter in page.Letters)
            Add(letter);
    }

    /// <summary>Those on the page, in the order they were drawn in.</summary>
    public List<Glyph> Shown { get; } = [];

    /// <summary>Whether any has text.</summary>
    public bool HasText { get; private set; }

    /// <summary>Why their text is doubted; null when it is not.</summary>
    public string? Doubt { get; private set; }

    private void Add(Letter letter)
    {
        var (start, end, box) = (ToPage(letter.StartBaseLine), ToPage(letter.EndBaseLine), letter.GlyphRectangleLoose);
        var (topLeft, bottomLeft, bottomRight) = (ToPage(box.TopLeft), ToPage(box.BottomLeft), ToPage(box.BottomRight));
        var turn = start == end ? Direction(bottomLeft, bottomRight) : Direction(start, end);
        var (u0, baseline) = turn.ToText(start.X, start.Y);
        var (u1, _) = turn.ToText(end.X, end.Y);
        var (_, top) = turn.ToText(topLeft.X, topLeft.Y);
        var (_, bottom) = turn.ToText(bottomLeft.X, bottomLeft.Y);
        if (!double.IsFinite(u0 + u1 + baseline + top + bottom) || IsOutside(start, end))
            return;
        var size = letter.PointSize > 0 ? letter.PointSize : Math.Abs(bottom - top);
        var text = Characters.Plain(letter.Value);
        Shown.Add(
            new Glyph(
                text,
                turn,
                Math.Min(u0, u1),
                Math.Max(u0, u1),
                baseline,
                Math.Min(top, bottom),
                Math.Max(top, bottom),
                size
            )
        );
        HasText |= text.Length > 0 && !string.IsNullOrWhiteSpace(text);
        Doubt ??= Characters.Doubt(text) ?? (IsAslant(start, end) ? "Text runs aslant" : null);
    }

    private static Turn Direction(PdfPoint from, PdfPoint to) => Turning.Of(to.X - from.X, to.Y - from.Y);

    private static bool IsAslant(PdfPoint from, PdfPoint to)
    {
        var (dx, dy) = (Math.Abs(to.X - from.X), Math.Abs(to.Y - from.Y));
        return Math.Min(dx, dy) > 0.05 * Math.Max(dx, dy);
    }

    private PdfPoint ToPage(PdfPoint point) => new(point.X + _left, _height - point.Y + _top);

    private bool IsOutside(PdfPoint start, PdfPoint end) =>
        Math.Max(start.X, end.X) < 0
        || Math.Min(start.X, end.X) > _right
        || Math.Max(start.Y, end.Y) < 0
        || Math.Min(start.Y, end.Y) > _bottom;
}
