using Penstock.LakeLayers.Zones;

namespace Penstock.LakeLayers.Documents;

/// <summary>The documents table on its way from the parser to Parquet, one JSON line a file.</summary>
internal static class DocumentRows
{
    /// <summary>The query that reads the lines of a file as rows of the table; <c>$1</c> is the file.</summary>
    public const string Query = """
        SELECT *, sha256(concat_ws('|', document_id, parse_status, parse_error, page_count)) AS _row_hash
        FROM read_ndjson($1, columns = {
            document_id: 'VARCHAR', title: 'VARCHAR', author: 'VARCHAR', subject: 'VARCHAR', creator: 'VARCHAR', producer: 'VARCHAR',
            created_at: 'TIMESTAMPTZ', modified_at: 'TIMESTAMPTZ', page_count: 'INTEGER', pages_read: 'INTEGER', size: 'BIGINT', sha256: 'VARCHAR',
            is_encrypted: 'BOOLEAN', has_no_text: 'BOOLEAN', parse_status: 'VARCHAR', parse_error: 'VARCHAR',
            _source_uri: 'VARCHAR', _source_position: 'BIGINT', _landing_key: 'VARCHAR', _run_id: 'VARCHAR', _ingested_at: 'TIMESTAMPTZ'})
        ORDER BY _source_uri, document_id
        """;

    /// <summary>What the columns hold.</summary>
    public static IReadOnlyDictionary<string, string> Descriptions { get; } =
        new Dictionary<string, string>
        {
            ["document_id"] = "SHA-256 of the file; files with the same content have the same pages",
            ["title"] = "Title that the document gives itself",
            ["author"] = "Author that the document names",
            ["subject"] = "Subject that the document gives itself",
            ["creator"] = "Program that the document was written in",
            ["producer"] = "Program that made the PDF",
            ["created_at"] = "When the document says it was made",
            ["modified_at"] = "When the document says it was last changed",
            ["page_count"] = "Pages of the document, when known",
            ["pages_read"] = "Pages that are in the pages table",
            ["size"] = "Bytes of the file",
            ["sha256"] = "SHA-256 of the file, lower-case hexadecimal",
            ["is_encrypted"] = "Encrypted with a user or an owner password",
            ["has_no_text"] = "Pages were read and none has text: a scan",
            ["parse_status"] = "ok, partial, encrypted, damaged, empty, timeout or too_large",
            ["parse_error"] = "Why the status is not ok",
        };

    public static void Write(JsonLines lines, LandedObject file, PdfDocument document, Provenance provenance)
    {
        var json = lines.Start();
        var metadata = document.Metadata;
        json.WriteString("document_id", file.Sha256);
        json.WriteString("title", metadata.Title);
        json.WriteString("author", metadata.Author);
        json.WriteString("subject", metadata.Subject);
        json.WriteString("creator", metadata.Creator);
        json.WriteString("producer", metadata.Producer);
        if (metadata.CreatedAt is { } created)
            json.WriteString("created_at", created.UtcDateTime);
        if (metadata.ModifiedAt is { } modified)
            json.WriteString("modified_at", modified.UtcDateTime);
        if (document.PageCount is { } pages)
            json.WriteNumber("page_count", pages);
        json.WriteNumber("pages_read", document.PagesRead);
        json.WriteNumber("size", file.Size);
        json.WriteString("sha256", file.Sha256);
        json.WriteBoolean("is_encrypted", document.IsEncrypted);
        json.WriteBoolean("has_no_text", document.HasNoText);
        json.WriteString("parse_status", StatusName(document.Status));
        json.WriteString("parse_error", document.Error);
        provenance.Write(json, file, position: 1);
        lines.End();
    }

    /// <summary>The status as tables have it.</summary>
    public static string StatusName(PdfParseStatus status) =>
        status switch
        {
            PdfParseStatus.Ok => "ok",
            PdfParseStatus.Partial => "partial",
            PdfParseStatus.Encrypted => "encrypted",
            PdfParseStatus.Damaged => "damaged",
            PdfParseStatus.Empty => "empty",
            PdfParseStatus.Timeout => "timeout",
            PdfParseStatus.TooLarge => "too_large",
            _ => throw new ArgumentOutOfRangeException(nameof(status)),
        };
}
