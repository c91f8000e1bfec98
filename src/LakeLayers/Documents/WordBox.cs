namespace Penstock.LakeLayers.Documents;

/// <summary>The edges of a word as the parser prints them, in points.</summary>
internal readonly record struct WordBox(double Left, double Top, double Right, double Bottom)
{
    public double Height => Bottom - Top;
}
