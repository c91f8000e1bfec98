using System.Diagnostics;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Documents;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Documents;

public sealed class PdfLimitsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_document_over_the_page_limit_keeps_the_pages_up_to_it()
    {
        GeneratedPdf.Write(
            _folder["many.pdf"],
            [.. Enumerable.Range(1, 80).Select(i => GeneratedPdf.Lines([$"Page {i}"]))]
        );

        var (over, pages) = await ParseAsync("many.pdf", new PdfLimits { Pages = 50 });
        var (at, all) = await ParseAsync("many.pdf", new PdfLimits { Pages = 80 });

        Assert.Equal((PdfParseStatus.TooLarge, 80, 50), (over.Status, over.PageCount, over.PagesRead));
        Assert.Equal("Page 50\n\n", pages[^1].Text);
        Assert.Contains("more than 50 pages", over.Error);
        Assert.Equal((PdfParseStatus.Ok, 80, 80), (at.Status, at.PageCount, all.Count));
    }

    [Fact]
    public async Task An_endless_document_is_ended_at_its_wall_clock_limit()
    {
        WriteEndless();
        var watch = Stopwatch.StartNew();

        var (document, pages) = await ParseAsync("endless.pdf", new PdfLimits { Time = TimeSpan.FromSeconds(1) });

        Assert.Equal(PdfParseStatus.Timeout, document.Status);
        Assert.Contains("did not end within 1 s", document.Error);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(10));
        Assert.Empty(pages);
    }

    [Fact]
    public async Task An_endless_document_is_ended_at_its_limit_of_processor_time()
    {
        WriteEndless();

        var (document, _) = await ParseAsync("endless.pdf", new PdfLimits { ProcessorTime = TimeSpan.FromSeconds(1) });

        Assert.Equal(PdfParseStatus.Timeout, document.Status);
        Assert.Contains("processor time", document.Error);
    }

    [Fact]
    public async Task A_page_that_swells_is_stopped_at_the_limit_of_output()
    {
        var line = string.Join(' ', Enumerable.Range(0, 60).Select(i => $"w{i}"));
        GeneratedPdf.Write(
            _folder["fat.pdf"],
            [GeneratedPdf.Lines(["thin"]), GeneratedPdf.Lines(Enumerable.Repeat(line, 300), size: 2)]
        );

        var (document, pages) = await ParseAsync("fat.pdf", new PdfLimits { PageBytes = 64 << 10 });

        Assert.Equal((PdfParseStatus.TooLarge, 2), (document.Status, document.PageCount));
        Assert.Equal([1], pages.Select(p => p.Number));
        Assert.Contains("Page 2", document.Error);
    }

    [Fact]
    public async Task A_document_that_needs_too_much_memory_does_not_get_it()
    {
        GeneratedPdf.Write(
            _folder["huge.pdf"],
            [
                string.Concat(
                    Enumerable
                        .Range(0, 20_000)
                        .Select(i => $"BT /F1 8 Tf {i % 500} {i % 800} Td (swelling words) Tj ET\n")
                ),
            ]
        );

        var (document, pages) = await ParseAsync("huge.pdf", new PdfLimits { MemoryBytes = 64 << 20 });

        Assert.Equal(PdfParseStatus.TooLarge, document.Status);
        Assert.Contains("64 MiB of memory", document.Error);
        Assert.Empty(pages);
    }

    [Fact]
    public async Task Cancelling_ends_the_parser_at_once()
    {
        WriteEndless();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var watch = Stopwatch.StartNew();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new PdfParser().ParseAsync(_folder["endless.pdf"], (_, _) => default, cancellation.Token)
        );

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
        Assert.DoesNotContain(
            Process.GetProcessesByName("pdftotext"),
            p => CommandLineOf(p).Contains(_folder.Path, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task What_the_receiver_of_pages_throws_ends_the_parser_and_comes_back()
    {
        GeneratedPdf.Write(_folder["one.pdf"], [GeneratedPdf.Lines(["text"])]);

        await Assert.ThrowsAsync<IOException>(() =>
            new PdfParser().ParseAsync(_folder["one.pdf"], (_, _) => throw new IOException("disk full"))
        );
    }

    [Fact]
    public void A_limit_out_of_its_range_is_refused_by_name() =>
        Assert.Equal(
            nameof(PdfLimits.Pages),
            Assert.Throws<UsageException>(() => new PdfParser(new PdfLimits { Pages = 0 })).Subject
        );

    // A content stream so long that drawing its words (each found in the same place again) takes minutes.
    private void WriteEndless() =>
        GeneratedPdf.Write(
            _folder["endless.pdf"],
            [
                string.Concat(
                    Enumerable.Range(0, 300_000).Select(i => $"BT /F1 8 Tf {i % 500} {i % 800} Td (w{i}) Tj ET\n")
                ),
            ]
        );

    private async Task<(PdfDocument Document, List<PdfPage> Pages)> ParseAsync(string name, PdfLimits limits)
    {
        var pages = new List<PdfPage>();
        await using var parser = new PdfParser(limits);
        var document = await parser.ParseAsync(
            _folder[name],
            (page, _) =>
            {
                pages.Add(page);
                return default;
            }
        );
        return (document, pages);
    }

    private static string CommandLineOf(Process process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
