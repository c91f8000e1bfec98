namespace Penstock.Sandbox.Retail;

/// <summary>What is left to make of one kind of invoice.</summary>
internal record struct Quota(long Invoices, long Rows)
{
    /// <summary>
    /// Takes the size of the next invoice such that the rest can still be met: exponential around the mean, 1 to <paramref
    /// name="largest"/>.
    /// </summary>
    public long TakeInvoice(ref SplitMix random, long largest)
    {
        var drawn = 1 + (long)(-Math.Log(1 - random.Unit()) * ((double)Rows / Invoices - 1));
        var least = Math.Max(1, Rows - (Invoices - 1) * largest);
        var most = Math.Min(largest, Rows - (Invoices - 1));
        var size = Math.Max(least, Math.Min(most, drawn));
        if (Invoices == 1)
            size = Rows;
        Invoices--;
        Rows -= size;
        return size;
    }
}
