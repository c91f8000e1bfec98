COPY (
    FROM read_json('@FOLDER@/landing/transactions.ndjson', format = 'newline_delimited', columns = {
        _id: 'VARCHAR', InvoiceNo: 'VARCHAR', StockCode: 'VARCHAR', Description: 'VARCHAR', Quantity: 'INTEGER', InvoiceDate: 'VARCHAR',
        UnitPrice: 'DOUBLE', CustomerID: 'VARCHAR', Country: 'VARCHAR'})
) TO '@FOLDER@/raw/transactions.parquet' (FORMAT parquet, COMPRESSION zstd);
CREATE VIEW raw AS
SELECT
    * EXCLUDE (file_row_number), 'mongodb:shop.transactions' AS _source_uri, file_row_number + 1 AS _source_position, 'landing/transactions.ndjson' AS _landing_key,
    NULL::UUID AS _run_id, NULL::TIMESTAMPTZ AS _ingested_at, NULL::VARCHAR AS _row_hash
FROM read_parquet('@FOLDER@/raw/transactions.parquet', file_row_number = true);
