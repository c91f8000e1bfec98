namespace Penstock.Sandbox.Retail;

/// <summary>One line of an invoice, with the fields of UCI "Online Retail" (id 352).</summary>
/// <param name="InvoiceNo">Six digits or more; a leading <c>C</c> marks a cancellation.</param>
/// <param name="StockCode">The item's code.</param>
/// <param name="Description">The item's name as typed that day; missing in write-offs.</param>
/// <param name="Quantity">Pieces; negative when cancelled or written off.</param>
/// <param name="InvoiceDate">Text in one of two forms: <c>12/1/2010 8:26</c> or <c>2010-12-01 08:26:00</c>.</param>
/// <param name="UnitPrice">Pounds sterling per piece.</param>
/// <param name="CustomerId">Five digits; missing where nobody was signed in.</param>
/// <param name="Country">The customer's country, in English.</param>
public readonly record struct RetailRow(
    string InvoiceNo,
    string StockCode,
    string? Description,
    int Quantity,
    string InvoiceDate,
    double UnitPrice,
    int? CustomerId,
    string Country
);
