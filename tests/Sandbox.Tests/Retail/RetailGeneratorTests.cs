using System.Globalization;
using Penstock.Sandbox.Retail;

namespace Penstock.Sandbox.Tests.Retail;

public class RetailGeneratorTests
{
    [Fact]
    public void The_genuine_size_has_the_genuine_counts()
    {
        var rows = RetailGenerator.Generate(new RetailOptions()).ToList();

        Assert.Equal(541_909, rows.Count);
        Assert.Equal(25_900, rows.Select(r => r.InvoiceNo).Distinct().Count());
        Assert.Equal(4_372, rows.Where(r => r.CustomerId is not null).Select(r => r.CustomerId).Distinct().Count());
        Assert.Equal(4_070, rows.Select(r => r.StockCode).Distinct().Count());
        Assert.Equal(38, rows.Select(r => r.Country).Where(c => c.Length > 0).Distinct().Count());
        Assert.Equal(135_080, rows.Count(r => r.CustomerId is null));
        Assert.Equal(9_288, rows.Count(r => r.InvoiceNo.StartsWith('C') && r.Quantity < 0));
        Assert.Equal(9_288, rows.Count(r => r.InvoiceNo.StartsWith('C')));
        Assert.Equal(1_454, rows.Count(r => r.Description is null));
        Assert.Equal(5_268, rows.Count - rows.Distinct().Count());
        var dates = rows.Select(r => ParseDate(r.InvoiceDate)).Where(d => d is not null).ToList();
        Assert.Equal(new DateTime(2010, 12, 1, 8, 26, 0), dates.Min());
        Assert.Equal(new DateTime(2011, 12, 9, 12, 50, 0), dates.Max());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(200)]
    [InlineData(1_000)]
    [InlineData(10_000)]
    [InlineData(54_190)]
    [InlineData(1_200_000)]
    public void Any_size_meets_its_plan_exactly(long size)
    {
        var options = new RetailOptions(size);
        var plan = RetailPlan.For(options);
        var rows = RetailGenerator.Generate(options).ToList();

        Assert.Equal(size, rows.Count);
        Assert.Equal(plan.Invoices, rows.Select(r => r.InvoiceNo).Distinct().Count());
        Assert.Equal(
            plan.Customers,
            rows.Where(r => r.CustomerId is not null).Select(r => r.CustomerId).Distinct().Count()
        );
        Assert.Equal(plan.Items, rows.Select(r => r.StockCode).Distinct().Count());
        Assert.Equal(plan.RowsWithoutCustomer, rows.Count(r => r.CustomerId is null));
        Assert.Equal(plan.CancellationRows, rows.Count(r => r.InvoiceNo.StartsWith('C')));
        Assert.Equal(plan.RowsWithoutDescription, rows.Count(r => r.Description is null));
        Assert.Equal(plan.Duplicates, rows.Count - rows.Distinct().Count());
        Assert.Equal(plan.Breaches, rows.Count(IsBreach));
    }

    [Fact]
    public void The_same_seed_gives_the_same_rows_and_another_seed_others()
    {
        var first = RetailGenerator.Generate(new RetailOptions(20_000)).ToList();

        Assert.Equal(first, RetailGenerator.Generate(new RetailOptions(20_000)));
        Assert.NotEqual(first, RetailGenerator.Generate(new RetailOptions(20_000) { Seed = 7 }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    [InlineData(300)]
    public void As_many_rows_as_asked_break_a_contract(int breaches)
    {
        var rows = RetailGenerator.Generate(new RetailOptions(50_000) { Breaches = breaches }).ToList();

        Assert.Equal(breaches / 3, rows.Count(r => ParseDate(r.InvoiceDate) is null));
        Assert.Equal(breaches / 3, rows.Count(r => r.UnitPrice < 0));
        Assert.Equal(breaches / 3, rows.Count(r => r.Country.Length == 0));
    }

    [Fact]
    public void Items_change_price_and_description_over_time_and_dates_come_in_both_forms()
    {
        var rows = RetailGenerator.Generate(new RetailOptions(100_000)).ToList();
        var items = rows.Where(r => r.UnitPrice > 0).GroupBy(r => r.StockCode).ToList();

        Assert.True(items.Count(i => i.Select(r => r.UnitPrice).Distinct().Count() > 1) > items.Count / 3);
        Assert.True(items.Count(i => i.Select(r => r.Description).Distinct().Count() > 1) > items.Count / 50);
        Assert.Contains(rows, r => r.InvoiceDate.Contains('/', StringComparison.Ordinal));
        Assert.Contains(rows, r => r.InvoiceDate.Contains('-', StringComparison.Ordinal));
    }

    private static bool IsBreach(RetailRow r) =>
        ParseDate(r.InvoiceDate) is null || r.UnitPrice < 0 || r.Country.Length == 0;

    private static DateTime? ParseDate(string text) =>
        DateTime.TryParseExact(
            text,
            ["M/d/yyyy H:mm", "yyyy-MM-dd HH:mm:ss"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var d
        )
            ? d
            : null;
}
