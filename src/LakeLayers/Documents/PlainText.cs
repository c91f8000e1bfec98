using System.Text;

namespace Penstock.LakeLayers.Documents;

/// <summary>Asks <c>pdftotext</c> itself for the text of the pages whose layout leaves it open.</summary>
internal static class PlainText
{
    /// <summary>
    /// The pages with their final texts, and how many of them kept the composed text because there was no other.
    /// </summary>
    public static async Task<(List<PdfPage> Pages, int Unsure)> CompleteAsync(
        string path,
        IReadOnlyList<LayoutPage> pages,
        PdfLimits limits,
        CancellationToken cancellationToken
    )
    {
        var result = pages.Select(p => p.Page).ToList();
        var open = Enumerable.Range(0, pages.Count).Where(i => !pages[i].IsTextCertain).ToList();
        if (open.Count == 0)
            return (result, 0);
        // One run for all of them, unless the parser leaves out a page in between: then a run for each.
        var (first, last) = (open[0], open[^1]);
        var texts = await ReadAsync(path, result[first].Number, result[last].Number, limits, cancellationToken);
        var unsure = 0;
        foreach (var i in open)
        {
            var text = texts.Count == last - first + 1 ? texts[i - first] : null;
            if (
                text is null
                && await ReadAsync(path, result[i].Number, result[i].Number, limits, cancellationToken) is [var single]
            )
                text = single;
            if (text is null)
                unsure++;
            else
                result[i] = result[i] with { Text = text };
        }
        return (result, unsure);
    }

    private static async Task<List<string>> ReadAsync(
        string path,
        int first,
        int last,
        PdfLimits limits,
        CancellationToken cancellationToken
    )
    {
        await using var process = ParserProcess.StartPoppler(
            "pdftotext",
            ["-enc", "UTF-8", "-f", $"{first}", "-l", $"{last}", path, "-"],
            limits,
            cancellationToken
        );
        var most = (long)limits.PageBytes * (last - first + 1);
        var bytes = new MemoryStream();
        var buffer = new byte[32 << 10];
        for (int read; (read = await process.Output.ReadAsync(buffer, CancellationToken.None)) > 0; )
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > most)
                process.Kill();
        }
        var (exitCode, _) = await process.WaitAsync();
        if (exitCode != 0)
            return [];
        var text = Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        // A page ends with a form feed. When a single page is asked for, form feeds inside its text are text.
        if (first == last)
            return text.EndsWith('\f') ? [text[..^1]] : [];
        var pages = text.Split('\f').ToList();
        pages.RemoveAt(pages.Count - 1);
        return pages;
    }
}
