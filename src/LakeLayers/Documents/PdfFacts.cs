using System.Globalization;
using System.Text;

namespace Penstock.LakeLayers.Documents;

/// <summary>
/// What <c>pdfinfo</c> says about a document that the text extraction does not tell; asked only where that matters.
/// </summary>
/// <param name="Pages">Pages of the document; null when unknown.</param>
/// <param name="IsEncrypted">Encrypted, but open to anyone.</param>
/// <param name="NeedsPassword">Closed without a password.</param>
/// <param name="AllowsCopying">What the owner permits.</param>
internal sealed record PdfFacts(int? Pages, bool IsEncrypted, bool NeedsPassword, bool AllowsCopying)
{
    private const int MostBytes = 256 << 10;

    public static async Task<PdfFacts> ReadAsync(string path, PdfLimits limits, CancellationToken cancellationToken)
    {
        await using var process = ParserProcess.StartPoppler(
            "pdfinfo",
            ["-enc", "UTF-8", path],
            limits,
            cancellationToken
        );
        var bytes = new MemoryStream();
        var buffer = new byte[8 << 10];
        for (int read; (read = await process.Output.ReadAsync(buffer, CancellationToken.None)) > 0; )
        {
            if (bytes.Length < MostBytes)
                bytes.Write(buffer, 0, read);
        }
        var (_, errors) = await process.WaitAsync();
        // A title may hold line feeds and look like a field: pdfinfo prints its own fields after the document's, so the
        // last one counts.
        var lines = Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length).Split('\n');
        var encryption = Field(lines, "Encrypted:");
        return new PdfFacts(
            int.TryParse(Field(lines, "Pages:"), NumberStyles.None, CultureInfo.InvariantCulture, out var pages)
                ? pages
                : null,
            encryption.StartsWith("yes", StringComparison.Ordinal),
            errors.Contains("Incorrect password", StringComparison.Ordinal),
            !encryption.Contains("copy:no", StringComparison.Ordinal)
        );
    }

    private static string Field(string[] lines, string name) =>
        lines.LastOrDefault(l => l.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Trim() ?? "";
}
