namespace Penstock.LakeLayers.Documents;

/// <summary>
/// The second opinion: reads pages with Debian's poppler-utils, each run in a process of its own. Its package
/// poppler-data has the
/// maps of the character sets of Chinese, Japanese and Korean fonts.
/// </summary>
internal sealed class PopplerReader(string path, PdfLimits limits)
{
    private const int PagesAtOnce = 32;
    private const long BytesAtOnce = 4 << 20;

    /// <summary>Reads pages and hands them out in their order.</summary>
    /// <param name="first">The first page.</param>
    /// <param name="last">The last page; there may be fewer.</param>
    /// <param name="onPage">Receives each page.</param>
    /// <param name="deadline">Ends the process.</param>
    /// <exception cref="Core.Errors.PenstockException">poppler-utils is not installed.</exception>
    public async Task<Reading> ReadAsync(int first, int last, Func<PdfPage, Task> onPage, CancellationToken deadline)
    {
        var readBy = await PopplerVersion.FindAsync(limits);
        await using var process = ParserProcess.StartPoppler(
            "pdftotext",
            ["-bbox-layout", "-enc", "UTF-8", "-f", $"{first}", "-l", $"{last}", path, "-"],
            limits,
            deadline
        );
        var layout = new LayoutReader(process.Output, limits, first, readBy);
        var reading = new Reading { Layout = layout };
        var batch = new List<LayoutPage>();
        await foreach (var page in layout.ReadAsync(CancellationToken.None))
        {
            batch.Add(page);
            if (batch.Count >= PagesAtOnce || batch.Sum(p => p.Bytes) >= BytesAtOnce)
                await HandOutAsync();
        }
        await HandOutAsync();
        if (layout.ReachedLimit is not null)
            process.Kill();
        (reading.ExitCode, reading.Errors) = await process.WaitAsync();
        reading.WasFlooding = process.WasFlooding;
        return reading;

        async Task HandOutAsync()
        {
            var (pages, unsure) = await PlainText.CompleteAsync(path, batch, limits, deadline);
            reading.PagesWithUnsureText += unsure;
            foreach (var page in pages)
            {
                await onPage(page);
                reading.Pages++;
            }
            batch.Clear();
        }
    }
}
