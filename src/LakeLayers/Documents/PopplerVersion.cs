namespace Penstock.LakeLayers.Documents;

/// <summary>The version of the poppler that is installed, asked once.</summary>
internal static class PopplerVersion
{
    private static string? _name;

    /// <summary><c>poppler 22.12.0</c>.</summary>
    /// <exception cref="Core.Errors.PenstockException">poppler-utils is not installed.</exception>
    public static async Task<string> FindAsync(PdfLimits limits)
    {
        if (_name is { } known)
            return known;
        await using var process = ParserProcess.StartPoppler("pdftotext", ["-v"], limits, CancellationToken.None);
        await process.Output.CopyToAsync(Stream.Null);
        // "pdftotext version 22.12.0", then the copyright.
        var (_, text) = await process.WaitAsync();
        var version = text.Split('\n')[0].Split(' ')[^1];
        return _name = $"poppler {version}";
    }
}
