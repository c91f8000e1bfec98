using Penstock.LakeLayers.Zones;

namespace Penstock.LakeLayers.Documents;

/// <summary>The pages table on its way from the parser to Parquet, one JSON line a page.</summary>
internal static class PageRows
{
    /// <summary>DuckDB's own default for the longest line.</summary>
    private const long UsualLongestLine = 16 << 20;

    /// <summary>What the columns hold.</summary>
    public static IReadOnlyDictionary<string, string> Descriptions { get; } =
        new Dictionary<string, string>
        {
            ["document_id"] = "SHA-256 of the file; refers to the documents table",
            ["page_number"] = "Counts from 1",
            ["text"] = "Text in reading order",
            ["width"] = "Width of the page in points (1/72 inch)",
            ["height"] = "Height of the page in points (1/72 inch)",
            ["words"] = "Words with their boxes in points from the upper left corner; empty for a scanned page",
            ["read_by"] = "The parser that read the page, with its version",
        };

    /// <summary>
    /// The query that reads the lines of a folder's <c>pages-*.ndjson</c> as rows of the table; <c>$1</c> is the pattern.
    /// </summary>
    public static string Query(long longestLine) =>
        $$"""
            SELECT *, sha256(concat_ws('|', document_id, page_number, text)) AS _row_hash
            FROM read_ndjson($1, maximum_object_size = {{Math.Max(UsualLongestLine, longestLine + 1024)}}, columns = {
                document_id: 'VARCHAR', page_number: 'INTEGER', text: 'VARCHAR', width: 'FLOAT', height: 'FLOAT',
                words: 'STRUCT(text VARCHAR, x FLOAT, y FLOAT, width FLOAT, height FLOAT)[]', read_by: 'VARCHAR',
                _source_uri: 'VARCHAR', _source_position: 'BIGINT', _landing_key: 'VARCHAR', _run_id: 'VARCHAR', _ingested_at: 'TIMESTAMPTZ'})
            """;

    public static void Write(JsonLines lines, LandedObject file, PdfPage page, Provenance provenance)
    {
        var json = lines.Start();
        json.WriteString("document_id", file.Sha256);
        json.WriteNumber("page_number", page.Number);
        json.WriteString("text", page.Text);
        json.WriteNumber("width", page.Width);
        json.WriteNumber("height", page.Height);
        json.WriteStartArray("words");
        foreach (var word in page.Words)
        {
            json.WriteStartObject();
            json.WriteString("text", word.Text);
            json.WriteNumber("x", word.X);
            json.WriteNumber("y", word.Y);
            json.WriteNumber("width", word.Width);
            json.WriteNumber("height", word.Height);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("read_by", page.ReadBy);
        provenance.Write(json, file, position: page.Number);
        lines.End();
    }
}
