using System.Globalization;
using System.Text;
using Penstock.Core.Errors;

namespace Penstock.Sandbox.Retail;

/// <summary>
/// Rows from and to CSV in the form in which UCI "Online Retail" is passed around (RFC 4180, a header line, UTF-8).
/// </summary>
public static class RetailCsv
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

    /// <summary>The small sample that comes with the program.</summary>
    public static IEnumerable<RetailRow> Sample()
    {
        using var reader = new StreamReader(
            typeof(RetailCsv).Assembly.GetManifestResourceStream("Retail/sample.csv")!,
            Encoding.UTF8
        );
        foreach (var row in Read(reader, "sample.csv"))
            yield return row;
    }

    /// <summary>
    /// Reads rows one by one. The date stays text; a customer number may be written <c>17850</c> or <c>17850.0</c>; an empty
    /// description or customer is a missing one.
    /// </summary>
    /// <param name="reader">The text; stays open.</param>
    /// <param name="name">Its name for messages.</param>
    /// <exception cref="UsageException">The header is another one, or a row cannot be read; with its line.</exception>
    public static IEnumerable<RetailRow> Read(TextReader reader, string name)
    {
        var header = reader.ReadLine()?.TrimStart('\uFEFF');
        if (header != Header)
            throw new UsageException($"Not a CSV in the form of Online Retail, which begins with {Header}", name);
        var fields = new List<string>(8);
        for (var line = 2; reader.ReadLine() is { } text; line++)
        {
            var first = line;
            while (!Split(text, fields))
            {
                // A quoted field goes on in the next line.
                text +=
                    "\n"
                    + (
                        reader.ReadLine()
                        ?? throw new UsageException("A quoted field does not end", $"{name}, line {first}")
                    );
                line++;
            }
            yield return Parse(fields, name, first);
        }
    }

    /// <summary>Writes rows with the header, lines ended by <c>\n</c>.</summary>
    public static void Write(TextWriter writer, IEnumerable<RetailRow> rows)
    {
        writer.Write(Header + "\n");
        foreach (var r in rows)
        {
            writer.Write(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Quote(r.InvoiceNo)},{Quote(r.StockCode)},{Quote(r.Description ?? "")},{r.Quantity},{Quote(r.InvoiceDate)},{r.UnitPrice},{r.CustomerId},{Quote(r.Country)}\n"
                )
            );
        }
    }

    private static RetailRow Parse(List<string> f, string name, int line)
    {
        var customer = 0.0;
        var right =
            f.Count == 8
                & int.TryParse(
                    f.ElementAtOrDefault(3),
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out var quantity
                )
                & double.TryParse(
                    f.ElementAtOrDefault(5),
                    NumberStyles.Float,
                    CultureInfo.InvariantCulture,
                    out var price
                )
            && (
                f[6].Length == 0
                || double.TryParse(f[6], NumberStyles.Float, CultureInfo.InvariantCulture, out customer)
            );
        if (!right)
            throw new UsageException("Not a row of Online Retail", $"{name}, line {line}");
        return new RetailRow(
            f[0],
            f[1],
            f[2].Length == 0 ? null : f[2],
            quantity,
            f[4],
            price,
            f[6].Length == 0 ? null : (int)customer,
            f[7]
        );
    }

    private static string Quote(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Splits one record; false when its last quote is still open.</summary>
    private static bool Split(string text, List<string> fields)
    {
        fields.Clear();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                field.Append(text[++i]);
            else if (c == '"')
                quoted = !quoted;
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
                field.Append(c);
        }
        fields.Add(field.ToString());
        return !quoted;
    }
}
