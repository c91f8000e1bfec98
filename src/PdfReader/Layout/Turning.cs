namespace Penstock.PdfReader.Layout;

/// <summary>Turns points of the page (from its upper left corner) into coordinates of the text, and back.</summary>
internal static class Turning
{
    /// <summary>The turn of text that runs along a vector.</summary>
    public static Turn Of(double dx, double dy) =>
        Math.Abs(dx) >= Math.Abs(dy) ? (dx >= 0 ? Turn.None : Turn.Over)
        : dy > 0 ? Turn.Right
        : Turn.Left;

    public static (double U, double V) ToText(this Turn turn, double x, double y) =>
        turn switch
        {
            Turn.Right => (y, -x),
            Turn.Over => (-x, -y),
            Turn.Left => (-y, x),
            _ => (x, y),
        };

    public static Box ToPage(this Turn turn, double left, double top, double right, double bottom)
    {
        var (x0, y0) = ToPage(turn, left, top);
        var (x1, y1) = ToPage(turn, right, bottom);
        return new Box(
            (float)Math.Min(x0, x1),
            (float)Math.Min(y0, y1),
            (float)Math.Abs(x1 - x0),
            (float)Math.Abs(y1 - y0)
        );
    }

    private static (double X, double Y) ToPage(Turn turn, double u, double v) =>
        turn switch
        {
            Turn.Right => (-v, u),
            Turn.Over => (-u, -v),
            Turn.Left => (v, -u),
            _ => (u, v),
        };
}
