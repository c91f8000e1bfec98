using System.Diagnostics;
using Penstock.LakeLayers.Documents;

namespace Penstock.LakeLayers.Tests.Documents;

public class RealPdfsTests(ITestOutputHelper output)
{
    private static readonly PdfLimits Limits = new() { Time = TimeSpan.FromSeconds(20), ProcessorTime = TimeSpan.FromSeconds(20) };

    [Fact]
    public async Task Every_real_pdf_ends_within_its_limit_and_has_the_text_that_pdftotext_prints()
    {
        var parser = new PdfParser(Limits);
        var different = new List<string>();
        var statuses = new SortedDictionary<PdfParseStatus, int>();
        foreach (var path in SharedPdfs.Find(output))
        {
            var pages = new List<PdfPage>();
            var watch = Stopwatch.StartNew();
            var document = await parser.ParseAsync(path, (page, _) => { pages.Add(page); return default; });

            Assert.True(watch.Elapsed < Limits.Time + TimeSpan.FromSeconds(5), $"{path} took {watch.Elapsed}");
            Assert.Equal(document.PagesRead, pages.Count);
            Assert.Equal(document.Status == PdfParseStatus.Ok, document.Error is null);
            statuses[document.Status] = statuses.GetValueOrDefault(document.Status) + 1;
            foreach (var page in pages)
            {
                if ((await Poppler.PageTextAsync(path, page.Number) ?? "") != page.Text) different.Add($"{Path.GetFileName(path)} page {page.Number}");
            }
        }
        output.WriteLine(string.Join(", ", statuses));
        Assert.Empty(different);
    }
}
