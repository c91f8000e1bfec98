using Penstock.LakeLayers.Documents;
using Penstock.Sandbox;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Documents;

public sealed class PdfParserTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public PdfParserTests() => Procedures.CopyTo(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("returns-and-refunds.pdf", PdfParseStatus.Ok, 2, false)]
    [InlineData("price-change-procedure.pdf", PdfParseStatus.Ok, 2, false)]
    [InlineData("stock-taking.pdf", PdfParseStatus.Ok, 2, false)]
    [InlineData("customer-complaints.pdf", PdfParseStatus.Ok, 1, false)]
    [InlineData("goods-inspection-form.pdf", PdfParseStatus.Ok, 1, false)]
    [InlineData("cash-handling.pdf", PdfParseStatus.Ok, 1, true)]
    [InlineData("supplier-terms.pdf", PdfParseStatus.Encrypted, 0, true)]
    [InlineData("gift-vouchers.pdf", PdfParseStatus.Damaged, 0, false)]
    public async Task Each_procedure_gets_its_status_and_its_pages(
        string name,
        PdfParseStatus status,
        int pages,
        bool isEncrypted
    )
    {
        var (document, read) = await ParseAsync(_folder[name]);

        Assert.Equal((status, isEncrypted), (document.Status, document.IsEncrypted));
        Assert.Equal(Enumerable.Range(1, pages), read.Select(p => p.Number));
        Assert.Equal(pages, document.PagesRead);
        Assert.Equal(status == PdfParseStatus.Ok ? pages : null, document.PageCount);
        Assert.Equal(status == PdfParseStatus.Ok, document.Error is null);
        foreach (var page in read)
            Assert.Equal(Letters(await Poppler.PageTextAsync(_folder[name], page.Number)), Letters(page.Text));
    }

    [Fact]
    public async Task Metadata_are_what_the_document_says_with_dates_in_utc()
    {
        var (document, _) = await ParseAsync(_folder["customer-complaints.pdf"]);

        var expected = new PdfMetadata
        {
            Title = "Handling customer complaints",
            Author = "Customer Service department",
            Subject = "Internal procedure",
            Producer = "a text editor",
            CreatedAt = new(2011, 2, 14, 8, 30, 0, TimeSpan.Zero),
            ModifiedAt = new(2011, 10, 3, 15, 15, 0, TimeSpan.Zero),
        };
        Assert.Equal(expected, document.Metadata);
    }

    [Fact]
    public async Task Words_stand_where_they_are_on_the_page()
    {
        var (_, pages) = await ParseAsync(_folder["customer-complaints.pdf"]);

        var page = Assert.Single(pages);
        Assert.Equal((595f, 842f), (page.Width, page.Height));
        var first = page.Words[0];
        Assert.Equal(("Handling", 60f), (first.Text, first.X));
        Assert.InRange(first.Y, 842 - 770 - 18, 842 - 770);
        Assert.InRange(first.Height, 15, 25);
        Assert.All(
            page.Words,
            w => Assert.True(w.X >= 0 && w.Y >= 0 && w.X + w.Width <= page.Width && w.Y + w.Height <= page.Height)
        );
        Assert.Equal(
            page.Text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries),
            page.Words.Select(w => w.Text)
        );
    }

    [Fact]
    public async Task A_scanned_document_is_marked_as_having_no_text()
    {
        var (scan, _) = await ParseAsync(_folder["goods-inspection-form.pdf"]);
        var (text, _) = await ParseAsync(_folder["stock-taking.pdf"]);

        Assert.True(scan.HasNoText);
        Assert.False(text.HasNoText);
    }

    [Fact]
    public async Task The_owners_wish_is_respected_where_the_policy_says_so()
    {
        var (document, pages) = await ParseAsync(_folder["cash-handling.pdf"], policy: OwnerPasswordPolicy.Respect);
        var (open, _) = await ParseAsync(_folder["stock-taking.pdf"], policy: OwnerPasswordPolicy.Respect);

        Assert.Equal((PdfParseStatus.Encrypted, 1), (document.Status, document.PageCount));
        Assert.Empty(pages);
        Assert.Equal(PdfParseStatus.Ok, open.Status);
    }

    [Theory]
    [InlineData("", PdfParseStatus.Empty)]
    [InlineData("%PDF-1.4\nand nothing else", PdfParseStatus.Damaged)]
    [InlineData("<html>not a PDF at all</html>", PdfParseStatus.Damaged)]
    public async Task What_is_no_pdf_says_so(string content, PdfParseStatus status)
    {
        await File.WriteAllTextAsync(_folder["-f 3.pdf"], content);

        var (document, pages) = await ParseAsync(_folder["-f 3.pdf"]);

        Assert.Equal(status, document.Status);
        Assert.NotNull(document.Error);
        Assert.Empty(pages);
    }

    [Fact]
    public async Task A_broken_page_makes_the_document_partial_and_keeps_the_others()
    {
        var bytes = await File.ReadAllBytesAsync(_folder["stock-taking.pdf"]);
        var stream = bytes.AsSpan().IndexOf("stream\n"u8) + 40;
        bytes.AsSpan(stream, 300).Fill((byte)'?');
        await File.WriteAllBytesAsync(_folder["broken.pdf"], bytes);

        var (document, pages) = await ParseAsync(_folder["broken.pdf"]);

        Assert.Equal(PdfParseStatus.Partial, document.Status);
        Assert.Contains("Error", document.Error);
        Assert.NotEmpty(pages);
    }

    // Where pdftotext sees a column end, and so whether a hyphen joins two lines, is its own affair.
    private static string? Letters(string? text) =>
        text is null ? null : string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c != '-'));

    private static async Task<(PdfDocument Document, List<PdfPage> Pages)> ParseAsync(
        string path,
        PdfLimits? limits = null,
        OwnerPasswordPolicy policy = OwnerPasswordPolicy.Read
    )
    {
        var pages = new List<PdfPage>();
        await using var parser = new PdfParser(limits, policy);
        var document = await parser.ParseAsync(
            path,
            (page, _) =>
            {
                pages.Add(page);
                return default;
            }
        );
        return (document, pages);
    }
}
