namespace Penstock.LakeLayers.Documents;

/// <summary>
/// Cuts the view <c>pages</c> into chunks, in DuckDB. A page of n characters is divided into as many pieces as chunks are needed,
/// all about equally long, so that no crumb is left at its end. Each cut is then moved back, by a limited distance, to the end of
/// a paragraph, else of a sentence, else of a word. A chunk begins at a word before its piece, which makes the overlap.
/// Positions count Unicode code points, so no character is ever cut in two. The chunks of a page cover all of it.
/// </summary>
internal static class ChunkSql
{
    /// <summary>Declares what <see cref="Query"/> uses.</summary>
    public static string Macros(ChunkDocumentsOptions options)
    {
        var slack = options.Length * 15 / 100;
        return $$"""
            CREATE MACRO pieces_of(n) AS greatest(1, ceil((n - {{options.Overlap}}) / {{options.Length
                - options.Overlap}}))::BIGINT;
            CREATE MACRO up_to_boundary(t) AS coalesce(
                nullif(length(regexp_extract(t, '(?s)^.*\n\s*\n')), 0),
                nullif(length(regexp_extract(t, '(?s)^.*(?:[.!?…]["”’)\]]*\s+|[。！？])')), 0),
                nullif(length(regexp_extract(t, '(?s)^.*\s')), 0),
                length(t));
            CREATE MACRO cut_at(t, n, pieces, k) AS CASE WHEN k = 0 THEN 0 WHEN k = pieces THEN n
                ELSE k * n // pieces - {{slack}} + up_to_boundary(substring(t, k * n // pieces - {{slack}} + 1, {{slack}})) END;
            CREATE MACRO first_word(t) AS CASE WHEN length(regexp_extract(t, '^\S*\s+')) < length(t) THEN length(regexp_extract(t, '^\S*\s+')) ELSE 0 END;
            CREATE MACRO start_before(t, cut) AS greatest(cut - {{options.Overlap}}, 0)
                + CASE WHEN cut > {{options.Overlap}} THEN first_word(substring(t, cut - {{options.Overlap}} + 1, {{options.Overlap}})) ELSE 0 END;
            """;
    }

    /// <summary>
    /// The rows of the chunks table. Taking a part of a text costs as much as the text is long, so a very long page is first cut
    /// into blocks of about 50,000 characters by the same rule: the work grows with the text, not with its square.
    /// </summary>
    public const string Query = """
        WITH page AS (
            SELECT *, length(text) AS n, greatest(1, ceil(length(text) / 50_000.0))::BIGINT AS blocks FROM pages WHERE regexp_matches(text, '\S')
        ), edge AS (
            SELECT *, list_transform(range(blocks + 1), lambda k: cut_at(text, n, blocks, k)) AS edges FROM page
        ), numbered AS (
            SELECT *, unnest(range(1, blocks + 1)) AS block FROM edge
        ), block AS (
            SELECT * REPLACE (substring(text, first + 1, edges[block + 1] - first) AS text)
            FROM (SELECT *, start_before(text, edges[block]) AS first FROM numbered)
        ), cut AS (
            SELECT *, list_transform(range(pieces + 1), lambda k: cut_at(text, length(text), pieces, k)) AS cuts
            FROM (SELECT *, pieces_of(length(text)) AS pieces FROM block)
        ), piece AS (
            SELECT *, unnest(range(1, pieces + 1)) AS piece FROM cut
        ), position AS (
            SELECT *, start_before(text, cuts[piece]) AS start_, cuts[piece + 1] AS end_ FROM piece
        ), chunk AS (
            SELECT * REPLACE (substring(text, start_ + 1, end_ - start_) AS text), first + start_ AS start_char, first + end_ AS end_char FROM position
        )
        SELECT sha256(concat_ws('|', document_id, page_number, start_char, end_char, text)) AS chunk_id, document_id, page_number,
            row_number() OVER (PARTITION BY document_id, page_number ORDER BY start_char)::INTEGER AS chunk_number, start_char, end_char, text,
            _source_uri, _source_position, _landing_key, _run_id, _ingested_at, _row_hash
        FROM chunk
        """;

    /// <summary>What the columns hold.</summary>
    public static IReadOnlyDictionary<string, string> Descriptions { get; } =
        new Dictionary<string, string>
        {
            ["chunk_id"] = "Hash of document, page, position and text: the same chunk has the same id in every run",
            ["document_id"] = "SHA-256 of the file; refers to the documents table",
            ["page_number"] = "The page the chunk is on, from 1",
            ["chunk_number"] = "The chunk's place on its page, from 1",
            ["start_char"] = "Where the chunk begins in the page's text, in characters from 0",
            ["end_char"] = "Where it ends: the position after its last character",
            ["text"] = "The characters from start_char to end_char",
        };
}
