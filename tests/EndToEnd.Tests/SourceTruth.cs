using System.Globalization;
using Penstock.Sandbox.Retail;

namespace Penstock.EndToEnd.Tests;

/// <summary>What must be in the warehouse, computed from the source's rows by plain C#: no SQL and no code of the pipeline.</summary>
internal sealed class SourceTruth
{
    private static readonly string[] DateForms = ["yyyy-MM-dd HH:mm:ss", "M/d/yyyy H:mm"];

    public SourceTruth(IReadOnlyList<RetailRow> rows)
    {
        var seen = new HashSet<(string, string, string?, int, DateTime, decimal, int?, string)>();
        foreach (var row in rows)
        {
            if (
                !DateTime.TryParseExact(
                    row.InvoiceDate,
                    DateForms,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var date
                )
                || row.UnitPrice < 0
                || string.IsNullOrWhiteSpace(row.Country)
            )
            {
                Breaches++;
                continue;
            }
            var price = (decimal)row.UnitPrice;
            if (
                !seen.Add(
                    (
                        row.InvoiceNo,
                        row.StockCode,
                        row.Description,
                        row.Quantity,
                        date,
                        price,
                        row.CustomerId,
                        row.Country
                    )
                )
            )
            {
                Duplicates++;
                continue;
            }
            Facts++;
            Quantity += row.Quantity;
            Amount += row.Quantity * price;
            if (row.InvoiceNo.StartsWith('C'))
                Cancellations++;
            Invoices.Add(row.InvoiceNo);
        }
    }

    public long Facts { get; }

    public long Duplicates { get; }

    public long Breaches { get; }

    public long Quantity { get; }

    public decimal Amount { get; }

    public long Cancellations { get; }

    public HashSet<string> Invoices { get; } = [];
}
