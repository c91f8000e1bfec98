using System.Globalization;
using System.Text;

namespace Penstock.LakeLayers.Tests.Documents;

/// <summary>Writes plain PDFs of any size, for limits: one font, one content stream for each page.</summary>
internal static class GeneratedPdf
{
    /// <summary>Pages whose content is PDF operators.</summary>
    public static void Write(string path, IReadOnlyList<string> contents)
    {
        var objects = new List<string>
        {
            "<< /Type /Catalog /Pages 2 0 R >>",
            $"<< /Type /Pages /Count {contents.Count} /Kids [{string.Join(' ', contents.Select((_, i) => $"{4 + (2 * i)} 0 R"))}] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        };
        foreach (var content in contents)
        {
            objects.Add(
                $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {objects.Count + 2} 0 R >>"
            );
            objects.Add(Stream("", content));
        }
        WriteObjects(path, objects);
    }

    /// <summary>A stream object.</summary>
    public static string Stream(string fields, string content) =>
        $"<< {fields} /Length {content.Length} >>\nstream\n{content}\nendstream";

    /// <summary>Objects numbered from 1; the first is the catalogue. Each character is a byte.</summary>
    public static void WriteObjects(string path, IReadOnlyList<string> objects)
    {
        using var file = new StreamWriter(path, append: false, Encoding.Latin1) { NewLine = "\n" };
        file.Write("%PDF-1.4\n");
        long at = "%PDF-1.4\n".Length;
        var table = new StringBuilder();
        for (var i = 0; i < objects.Count; i++)
        {
            var text = $"{i + 1} 0 obj\n{objects[i]}\nendobj\n";
            table.Append(CultureInfo.InvariantCulture, $"{at:D10} 00000 n \n");
            at += text.Length;
            file.Write(text);
        }
        file.Write(
            $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {objects.Count + 1} /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n"
        );
    }

    /// <summary>Operators that print a text at a place, from the lower left corner.</summary>
    public static string At(double x, double y, string text, double size = 10) =>
        string.Create(CultureInfo.InvariantCulture, $"BT /F1 {size} Tf {x:F1} {y:F1} Td ({text}) Tj ET\n");

    /// <summary>Operators that print lines of text from the top of the page down.</summary>
    public static string Lines(IEnumerable<string> lines, double size = 10)
    {
        var content = new StringBuilder();
        var y = 800.0;
        foreach (var line in lines)
        {
            var escaped = line.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("(", "\\(", StringComparison.Ordinal)
                .Replace(")", "\\)", StringComparison.Ordinal);
            content.Append(CultureInfo.InvariantCulture, $"BT /F1 {size} Tf 40 {y:F1} Td ({escaped}) Tj ET\n");
            y -= size * 1.3;
        }
        return content.ToString();
    }
}
