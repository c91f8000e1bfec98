using Penstock.Core.Processes;

namespace Penstock.LakeLayers.Tests.Documents;

/// <summary>The reference: what the programs of poppler-utils say when they are run by hand.</summary>
internal static class Poppler
{
    /// <summary>The text of one page as <c>pdftotext</c> prints it; null when it prints nothing for the page.</summary>
    public static async Task<string?> PageTextAsync(string path, int page)
    {
        var result = await CommandLine.RunAsync(
            "prlimit",
            ["--as=1073741824", "--cpu=20", "pdftotext", "-enc", "UTF-8", "-f", $"{page}", "-l", $"{page}", path, "-"]
        );
        return result.Output.EndsWith('\f') ? result.Output[..^1] : null;
    }
}
