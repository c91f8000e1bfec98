namespace Penstock.Sandbox.Retail;

/// <summary>The kinds of invoices in the genuine set.</summary>
internal enum InvoiceKind
{
    /// <summary>Goods for a known customer.</summary>
    Sale,

    /// <summary>Goods for nobody signed in.</summary>
    Anonymous,

    /// <summary>Goods that a customer gave back; numbers begin with C.</summary>
    Cancellation,

    /// <summary>One line without description, customer and price: stock that was lost or found.</summary>
    WriteOff,

    /// <summary>The same, with a remark such as "damages" in place of the description.</summary>
    Adjustment,
}
