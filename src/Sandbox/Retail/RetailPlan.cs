namespace Penstock.Sandbox.Retail;

/// <summary>
/// The counts that a stream of a given size will meet exactly. At <see cref="GenuineRows"/> they are the published counts of
/// UCI "Online Retail"; below and above, everything scales with the rows, except that a smaller set keeps relatively more
/// customers (power 0.6) and items (power 0.5), as the first part of the genuine set does, and countries stay 38.
/// </summary>
public sealed record RetailPlan
{
    /// <summary>Rows of the genuine set.</summary>
    public const long GenuineRows = 541_909;

    private RetailPlan() { }

    /// <summary>All rows.</summary>
    public long Rows { get; private init; }

    /// <summary>Distinct invoice numbers, cancellations among them.</summary>
    public long Invoices { get; private init; }

    /// <summary>Distinct customers.</summary>
    public int Customers { get; private init; }

    /// <summary>Distinct stock codes.</summary>
    public int Items { get; private init; }

    /// <summary>Rows that repeat an earlier row in every field.</summary>
    public long Duplicates { get; private init; }

    /// <summary>Rows of cancellation invoices.</summary>
    public long CancellationRows => Cancellations.Rows;

    /// <summary>Rows without a customer.</summary>
    public long RowsWithoutCustomer => Anonymous.Rows + WriteOffs.Rows + Adjustments.Rows;

    /// <summary>Rows without a description.</summary>
    public long RowsWithoutDescription => WriteOffs.Rows;

    /// <summary>Rows that no contract accepts.</summary>
    public int Breaches { get; private init; }

    internal Quota Sales { get; private init; }

    internal Quota Anonymous { get; private init; }

    internal Quota Cancellations { get; private init; }

    internal Quota WriteOffs { get; private init; }

    internal Quota Adjustments { get; private init; }

    /// <summary>The plan for a size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Rows or breaches are negative.</exception>
    public static RetailPlan For(RetailOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Rows);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Breaches);
        var (rows, ratio) = (options.Rows, options.Rows / (double)GenuineRows);
        long Scaled(double genuine) => (long)Math.Round(genuine * ratio, MidpointRounding.AwayFromZero);

        // Under 100 rows there is no room for the flaws: sales only.
        var flawed = rows >= 100;
        var cancelled = flawed ? Scaled(9_288) : 0;
        var writeOffs = flawed ? Scaled(1_454) : 0;
        var adjustments = flawed ? Scaled(474) : 0;
        var anonymous = flawed ? Scaled(135_080) - writeOffs - adjustments : 0;
        var cancellations = new Quota(Math.Min(cancelled, Math.Max(1, Scaled(3_836))), cancelled);
        var anonymousSales = new Quota(Math.Min(anonymous, Math.Max(1, Scaled(1_782))), anonymous);
        var invoices = rows == 0 ? 0 : Math.Max(1, Scaled(25_900));
        var sales = new Quota(
            invoices - cancellations.Invoices - anonymousSales.Invoices - writeOffs - adjustments,
            rows - cancelled - anonymous - writeOffs - adjustments
        );
        var small = Math.Min(ratio, 1);
        return new RetailPlan
        {
            Rows = rows,
            Invoices = invoices,
            Customers = (int)Math.Min(sales.Invoices, Math.Round(4_372 * Math.Max(ratio, Math.Pow(small, 0.6)))),
            // No invoice may have more lines than there are items.
            Items = (int)(
                flawed ? Math.Min(sales.Rows * 9 / 10, Math.Round(4_070 * Math.Max(ratio, Math.Sqrt(small)))) : rows
            ),
            Duplicates = flawed ? Scaled(5_268) : 0,
            Breaches = (int)Math.Min(options.Breaches, sales.Rows / 40),
            Sales = sales,
            Anonymous = anonymousSales,
            Cancellations = cancellations,
            WriteOffs = new Quota(writeOffs, writeOffs),
            Adjustments = new Quota(adjustments, adjustments),
        };
    }
}
