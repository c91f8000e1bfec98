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
        Shown.Capacity = page.Letters.Count;
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
        var (start, end, box) = (letter.StartBaseLine, letter.EndBaseLine, letter.GlyphRectangleLoose);
        // PdfPig's y grows upwards.
        var (dx, dy) = (end.X - start.X, start.Y - end.Y);
        if (dx == 0 && dy == 0)
            (dx, dy) = (box.BottomRight.X - box.BottomLeft.X, box.BottomLeft.Y - box.BottomRight.Y);
        var turn = Turning.Of(dx, dy);
        var (u0, baseline) = ToText(turn, start);
        var (u1, _) = ToText(turn, end);
        var (_, top) = ToText(turn, box.TopLeft);
        var (_, bottom) = ToText(turn, box.BottomLeft);
        if (!double.IsFinite(u0 + u1 + baseline + top + bottom) || IsOutside(start, end))
            return;
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
                letter.PointSize > 0 ? letter.PointSize : Math.Abs(bottom - top)
            )
        );
        HasText |= text.Length > 0 && !char.IsWhiteSpace(text[0]);
        Doubt ??= Characters.Doubt(text) ?? (IsAslant(dx, dy) ? "Text runs aslant" : null);
    }

    private (double U, double V) ToText(Turn turn, PdfPoint point) =>
        turn.ToText(point.X + _left, _height - point.Y + _top);

    private static bool IsAslant(double dx, double dy) =>
        Math.Min(Math.Abs(dx), Math.Abs(dy)) > 0.05 * Math.Max(Math.Abs(dx), Math.Abs(dy));

    private bool IsOutside(PdfPoint start, PdfPoint end)
    {
        var (top, bottom) = (_height + _top - Math.Max(start.Y, end.Y), _height + _top - Math.Min(start.Y, end.Y));
        return Math.Max(start.X, end.X) + _left < 0
            || Math.Min(start.X, end.X) + _left > _right
            || bottom < 0
            || top > _bottom;
    }
}
