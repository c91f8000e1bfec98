namespace Penstock.Sandbox.Retail;

/// <summary>What the generator makes.</summary>
/// <param name="Rows">How many rows, from 0 on. Default: the size of the genuine set, whose counts are then met exactly.</param>
public sealed record RetailOptions(long Rows = RetailPlan.GenuineRows)
{
    /// <summary>The same seed and rows give the same bytes, on every machine. Default: 20101201.</summary>
    public ulong Seed { get; init; } = 20_101_201;

    /// <summary>
    /// Rows among <see cref="Rows"/> that no contract accepts: by turns an impossible date, a negative price, an empty country.
    /// Default: 12; at most one in 40 rows of sales.
    /// </summary>
    public int Breaches { get; init; } = 12;
}
