-- ---
-- accounts_for: refined.transactions
-- description: Sales and cancellations, one row a line of an invoice, with the natural keys of its dimensions.
-- owner: sales-data
-- ---
-- item_valid_from names, with stock_code, the version of the item that was valid when the line was written.
SELECT
    t.transaction_id,
    t.invoice_no,
    t.invoice_date,
    CAST(t.invoice_date AS DATE) AS invoice_day,
    t.stock_code,
    i.valid_from AS item_valid_from,
    t.customer_id,
    t.country,
    t.quantity,
    t.unit_price,
    t.line_amount,
    t.is_cancellation,
    t._source_uri, t._source_position, t._landing_key, t._run_id, t._ingested_at, t._row_hash
FROM {{ ref('refined.transactions') }} t
LEFT JOIN {{ ref('dim_item') }} i
    ON i.stock_code = t.stock_code
    AND t.invoice_date >= i.valid_from
    AND t.invoice_date < coalesce(i.valid_to, TIMESTAMP 'infinity')
