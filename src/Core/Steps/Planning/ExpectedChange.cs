namespace Penstock.Core.Steps.Planning;

/// <summary>How a dataset would change.</summary>
/// <param name="Written">Rows, documents or files added, or all of them where it is made anew; null when unknown.</param>
/// <param name="Rows">What it would hold in all; null when unknown.</param>
public sealed record ExpectedChange(long? Written, long? Rows)
{
    /// <summary>
    /// How a figure that goes with the rows of some datasets would grow; null when one of them is unknown or empty now.
    /// </summary>
    /// <param name="figure">The figure now.</param>
    /// <param name="now">Rows now, of all together.</param>
    /// <param name="then">Rows then.</param>
    public static long? Scale(long? figure, long now, long? then) =>
        figure is { } value && then is { } rows && now > 0 ? (long)(value * ((double)rows / now)) : null;
}
