using System.IO.Compression;
using System.Text;
using Penstock.LakeLayers.Documents;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Documents;

public sealed class SecondOpinionTests : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly PdfParser _parser = new(new PdfLimits { MemoryBytes = 256 << 20 });

    public async ValueTask DisposeAsync()
    {
        await _parser.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_plain_page_is_read_by_the_first_reader()
    {
        GeneratedPdf.Write(_folder["plain.pdf"], [GeneratedPdf.Lines(["plain text"])]);

        Assert.Equal(("plain text\n\n", "PdfPig 0.1.16"), await ParseOneAsync("plain.pdf"));
    }

    [Theory]
    [InlineData("90ms-RKSJ-H", "Japan1", "93FA967B8CEA", "日本語")]
    [InlineData("GBK-EUC-H", "GB1", "D6D0CEC4", "中文")]
    [InlineData("ETen-B5-H", "CNS1", "A4A4A4E5", "中文")]
    [InlineData("KSCms-UHC-H", "Korea1", "C7D1B1DB", "한글")]
    public async Task Fonts_of_east_asia_without_maps_of_their_own_give_text(
        string encoding,
        string characters,
        string bytes,
        string text
    )
    {
        Write(
            "asia.pdf",
            $"<< /Type /Font /Subtype /Type0 /BaseFont /Some /Encoding /{encoding} /DescendantFonts [6 0 R] >>",
            $"BT /F1 20 Tf 50 700 Td <{bytes}> Tj ET",
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Some /FontDescriptor 7 0 R "
                + $"/CIDSystemInfo << /Registry (Adobe) /Ordering ({characters}) /Supplement 2 >> >>",
            "<< /Type /FontDescriptor /FontName /Some /Flags 4 /FontBBox [0 -200 1000 900] "
                + "/ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>"
        );

        var (read, _) = await ParseOneAsync("asia.pdf");

        Assert.Equal(text, read.Trim());
    }

    [Fact]
    public async Task The_value_of_a_field_and_the_text_of_an_annotation_are_read()
    {
        Write(
            "form.pdf",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            GeneratedPdf.At(50, 700, "Name of the customer"),
            "<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Ada) /Rect [200 690 300 710] /AP << /N 7 0 R >> >>",
            GeneratedPdf.Stream(
                "/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F1 4 0 R >> >>",
                "BT /F1 10 Tf 2 5 Td (Lovelace) Tj ET"
            )
        );

        var (text, readBy) = await ParseOneAsync("form.pdf");

        Assert.Equal(
            ["Name", "of", "the", "customer", "Lovelace"],
            text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
        );
        Assert.StartsWith("poppler ", readBy);
    }

    [Fact]
    public async Task A_document_that_ends_the_reader_is_read_by_poppler_and_the_next_one_by_a_new_reader()
    {
        GeneratedPdf.Write(_folder["plain.pdf"], [GeneratedPdf.Lines(["plain text"])]);
        var content = Deflate(300 << 20, GeneratedPdf.At(50, 700, "after much nothing"));
        Write(
            "bomb.pdf",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            content,
            fields: "/Filter /FlateDecode"
        );

        var (text, readBy) = await ParseOneAsync("bomb.pdf");

        Assert.Equal("after much nothing", text.Trim());
        Assert.StartsWith("poppler ", readBy);
        Assert.Equal(("plain text\n\n", "PdfPig 0.1.16"), await ParseOneAsync("plain.pdf"));
    }

    [Fact]
    public async Task Columns_are_read_one_after_the_other_and_tables_row_by_row()
    {
        string[] left = ["The first column goes down", "line by line to its own", "end before the eye goes"];
        string[] right = ["to the second, which was", "drawn in between, and is", "read when it is due."];
        var columns = left.Zip(right)
            .SelectMany((l, i) => new[] { At(50, 700 - (12 * i), l.First), At(330, 700 - (12 * i), l.Second) });
        string[][] cells =
        [
            ["Item", "Price", "Stock"],
            ["Apples", "2.50", "140"],
            ["Pears", "3.10", "75"],
        ];
        var table = cells.SelectMany((row, r) => row.Select((cell, c) => At(50 + (150 * c), 500 - (40 * r), cell)));
        GeneratedPdf.Write(_folder["columns.pdf"], [string.Concat(columns), string.Concat(table)]);

        var pages = await ParseAsync("columns.pdf");

        Assert.Equal(string.Join(' ', [.. left, .. right]), Words(pages[0]));
        Assert.Equal(string.Join(' ', cells.SelectMany(c => c)), Words(pages[1]));

        static string At(double x, double y, string text) => GeneratedPdf.At(x, y, text);
        static string Words(PdfPage page) =>
            string.Join(' ', page.Text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task The_reader_can_open_no_socket_run_no_program_and_write_no_file()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "pdf-reader", "Penstock.PdfReader.dll");
        await using var reader = ParserProcess.Start(
            [DotNetHost.Path, program],
            new Dictionary<string, string>(),
            default
        );
        await reader.Output.ReadExactlyAsync(new byte[1]);

        var status = await File.ReadAllTextAsync($"/proc/{reader.Id}/status");

        Assert.Contains("Seccomp:\t2", status);
        Assert.Contains("NoNewPrivs:\t1", status);
    }

    // Catalogue, pages, page, its font as object 4, its content as object 5, and what else is needed; object 6 is an annotation
    // or a part of the font.
    private void Write(
        string name,
        string font,
        string content,
        string? sixth = null,
        string? seventh = null,
        string fields = ""
    ) =>
        GeneratedPdf.WriteObjects(
            _folder[name],
            [
                "<< /Type /Catalog /Pages 2 0 R >>",
                "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >>"
                    + (sixth?.Contains("/Annot", StringComparison.Ordinal) == true ? " /Annots [6 0 R] >>" : " >>"),
                font,
                GeneratedPdf.Stream(fields, content),
                .. new[] { sixth, seventh }.OfType<string>(),
            ]
        );

    private static string Deflate(int spaces, string content)
    {
        using var bytes = new MemoryStream();
        using (var deflate = new ZLibStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            var blank = new byte[1 << 20];
            blank.AsSpan().Fill((byte)' ');
            for (var i = 0; i < spaces; i += blank.Length)
                deflate.Write(blank);
            deflate.Write(Encoding.Latin1.GetBytes(content));
        }
        return Encoding.Latin1.GetString(bytes.ToArray());
    }

    private async Task<(string Text, string ReadBy)> ParseOneAsync(string name)
    {
        var page = Assert.Single(await ParseAsync(name));
        return (page.Text, page.ReadBy);
    }

    private async Task<List<PdfPage>> ParseAsync(string name)
    {
        var pages = new List<PdfPage>();
        await _parser.ParseAsync(
            _folder[name],
            (page, _) =>
            {
                pages.Add(page);
                return default;
            }
        );
        return pages;
    }
}
