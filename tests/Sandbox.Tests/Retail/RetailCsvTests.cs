using Penstock.Core.Errors;
using Penstock.Sandbox.Retail;

namespace Penstock.Sandbox.Tests.Retail;

public class RetailCsvTests
{
    [Fact]
    public void The_committed_sample_is_what_the_generator_makes() =>
        Assert.Equal(RetailGenerator.Generate(new RetailOptions(200)), RetailCsv.Sample());

    [Fact]
    public void Quotes_commas_empty_fields_and_customer_numbers_with_a_point_are_read()
    {
        const string Text = """"
            InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
            536365,85123A,"HEART, ""BIG""",6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
            C536366,D,,-1,12/1/2010 8:27,27.5,,EIRE
            """";

        Assert.Equal(
            [
                new RetailRow(
                    "536365",
                    "85123A",
                    "HEART, \"BIG\"",
                    6,
                    "2010-12-01 08:26:00",
                    2.55,
                    17850,
                    "United Kingdom"
                ),
                new RetailRow("C536366", "D", null, -1, "12/1/2010 8:27", 27.5, null, "EIRE"),
            ],
            RetailCsv.Read(new StringReader(Text), "text")
        );
    }

    [Fact]
    public void What_is_written_reads_back_equal()
    {
        RetailRow[] rows = [new("1", "a\"b", "two\nlines, and a comma", -3, "x", 0.1 + 0.2, null, "")];
        var text = new StringWriter();
        RetailCsv.Write(text, rows);

        Assert.Equal(rows, RetailCsv.Read(new StringReader(text.ToString()), "text"));
    }

    [Theory]
    [InlineData("a,b\n", "in the form of Online Retail")]
    [InlineData(
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n1,2,3,many,5,6,7,8\n",
        "line 2"
    )]
    [InlineData("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n1,2,\"3", "line 2")]
    public void A_text_of_another_form_is_refused_with_its_place(string text, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<UsageException>(() => RetailCsv.Read(new StringReader(text), "text").ToList()).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void The_genuine_rows_are_read_when_they_are_there()
    {
        var path = GenuineData.Find("online-retail-10000.csv");
        if (path is null)
            return;
        using var reader = File.OpenText(path);
        var rows = RetailCsv.Read(reader, path).ToList();

        Assert.Equal(10_000, rows.Count);
        Assert.Equal(512, rows.Select(r => r.InvoiceNo).Distinct().Count());
        Assert.Equal(100, rows.Count(r => r.InvoiceNo.StartsWith('C')));
        Assert.Equal(2_291, rows.Count(r => r.CustomerId is null));
        Assert.Equal(17_850, rows[0].CustomerId);
    }
}
