namespace Penstock.PdfReader.Layout;

/// <summary>
/// Brings regions into reading order by the two rules of T. M. Breuel, "High Performance Document Layout Analysis"
/// (2003): what is
/// above comes first where the regions overlap in width; what is wholly to the left comes first unless something that reaches
/// across both stands between them.
/// </summary>
internal sealed class ReadingOrder
{
    // The work grows with the cube of the regions. A page of more is a drawing or a table: drawn in some order that is as good.
    private const int MostRegions = 300;
    private readonly List<Region> _regions;
    private readonly bool[] _isVisited;
    private readonly List<Region> _sorted = [];

    private ReadingOrder(List<Region> regions)
    {
        _regions = regions;
        _isVisited = new bool[regions.Count];
    }

    public static List<Region> Sort(List<Region> regions)
    {
        if (regions.Count > MostRegions)
            return [.. regions.OrderBy(b => b.Order)];
        var order = new ReadingOrder([.. regions.OrderBy(b => b.Top).ThenBy(b => b.Left)]);
        for (var i = 0; i < regions.Count; i++)
            order.Visit(i);
        return order._sorted;
    }

    private void Visit(int i)
    {
        if (_isVisited[i])
            return;
        _isVisited[i] = true;
        for (var other = 0; other < _regions.Count; other++)
        {
            if (!_isVisited[other] && IsBefore(_regions[other], _regions[i]))
                Visit(other);
        }
        _sorted.Add(_regions[i]);
    }

    private bool IsBefore(Region a, Region b)
    {
        if (OverlapInWidth(a, b))
            return a.Top < b.Top;
        return a.Right <= b.Left && AreInColumns(a, b) && !_regions.Any(c => IsBetween(c, a, b));
    }

    /// <summary>
    /// Whether they stand beside each other, or one of them does beside the column of the other. A heading above and to
    /// the right
    /// does neither.
    /// </summary>
    private bool AreInColumns(Region a, Region b) =>
        OverlapInHeight(a, b)
        || a.Top > b.Top
            && _regions.Any(c =>
                (OverlapInWidth(c, a) && c.Top < a.Top && c.Right <= b.Left && OverlapInHeight(c, b))
                || (IsWithin(b, c) && c.Top > b.Top && c.Left >= a.Right && OverlapInHeight(c, a))
            );

    private static bool IsBetween(Region c, Region a, Region b)
    {
        var (upper, lower) = a.Top < b.Top ? (a, b) : (b, a);
        return c != a
            && c != b
            && c.Top >= Middle(upper)
            && c.Bottom <= Middle(lower)
            && OverlapInWidth(c, a)
            && OverlapInWidth(c, b);
    }

    private static bool IsWithin(Region narrow, Region wide) =>
        narrow.Left >= wide.Left - narrow.Size && narrow.Right <= wide.Right + narrow.Size;

    private static bool OverlapInHeight(Region a, Region b) => Math.Min(a.Bottom, b.Bottom) > Math.Max(a.Top, b.Top);

    private static double Middle(Region region) => (region.Top + region.Bottom) / 2;

    private static bool OverlapInWidth(Region a, Region b) => Math.Min(a.Right, b.Right) > Math.Max(a.Left, b.Left);
}
