CREATE MACRO keeps_contract(t) AS coalesce(
    t.transaction_id IS NOT NULL AND regexp_matches(t.invoice_no, '^[A-Za-z]?[0-9]{6,}$') AND t.stock_code <> '' AND t.quantity <> 0
    AND t.invoice_date IS NOT NULL AND t.unit_price >= 0 AND t._src_customer_id IS NULL AND t.country <> '', false);
COPY (SELECT COLUMNS(c -> NOT starts_with(c, '_src_') AND c <> '_drop_reason') FROM typed t WHERE _drop_reason IS NULL AND keeps_contract(t))
    TO '@FOLDER@/refined/transactions.parquet' (FORMAT parquet, COMPRESSION zstd);
COPY (FROM typed t WHERE _drop_reason IS NULL AND NOT keeps_contract(t)) TO '@FOLDER@/quarantine/transactions.parquet' (FORMAT parquet, COMPRESSION zstd);
DROP TABLE typed;
CREATE VIEW refined AS FROM read_parquet('@FOLDER@/refined/transactions.parquet');
