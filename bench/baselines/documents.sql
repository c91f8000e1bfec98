COPY (FROM read_csv('@FOLDER@/landing/documents.csv')) TO '@FOLDER@/raw/documents.parquet' (FORMAT parquet, COMPRESSION zstd);
CREATE TABLE pages AS
SELECT parse_filename(filename) AS document, generate_subscripts(string_split(content, chr(12)), 1) AS page, unnest(string_split(content, chr(12))) AS text
FROM read_text('@FOLDER@/text/*.txt');
COPY pages TO '@FOLDER@/raw/pages.parquet' (FORMAT parquet, COMPRESSION zstd);
COPY (
    SELECT document, page, start + 1 AS position, substr(text, start + 1, 1000) AS chunk
    FROM pages, LATERAL (SELECT unnest(range(0, length(text), 850)) AS start)
) TO '@FOLDER@/refined/document_chunks.parquet' (FORMAT parquet, COMPRESSION zstd);
