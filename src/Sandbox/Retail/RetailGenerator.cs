namespace Penstock.Sandbox.Retail;

/// <summary>Makes invoices with the shape and the flaws of UCI "Online Retail", at any size.</summary>
public static class RetailGenerator
{
    /// <summary>
    /// The rows in the order they were written, made while they are read: memory grows only with the number of items and
    /// customers.
    /// Reading again gives the same rows. The counts are those of <see cref="RetailPlan.For"/>.
    /// </summary>
    public static IEnumerable<RetailRow> Generate(RetailOptions options)
    {
        var plan = RetailPlan.For(options);
        return Stream(plan, options.Seed);
    }

    private static IEnumerable<RetailRow> Stream(RetailPlan plan, ulong seed)
    {
        var invoices = new InvoiceWriter(plan, seed);
        while (invoices.NextInvoice())
        {
            while (invoices.NextLine())
                yield return invoices.Current;
        }
    }
}
