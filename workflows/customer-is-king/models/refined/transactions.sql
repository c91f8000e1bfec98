-- ---
-- accounts_for: raw.transactions
-- description: Sales transactions, typed and without exact duplicates.
-- owner: sales-data
-- ---
-- One row of raw.transactions gives one row here, or is dropped as exact_duplicate, or goes to quarantine.
-- Where a text cannot be read as its column's type, _src_… keeps it for quarantine to show; blank text counts as missing.
-- CTEs are not materialized: the table is wide, and reading it twice costs less than keeping it.
WITH given AS NOT MATERIALIZED (
    SELECT
        CAST(_id AS VARCHAR) AS transaction_id,
        InvoiceNo AS given_invoice_no,
        StockCode AS given_stock_code,
        Description AS given_description,
        Country AS given_country,
        Quantity AS given_quantity,
        CAST(InvoiceDate AS VARCHAR) AS given_invoice_date,
        UnitPrice AS given_unit_price,
        CustomerID AS given_customer_id,
        _source_uri, _source_position, _landing_key, _run_id, _ingested_at, _row_hash
    FROM {{ source('raw', 'transactions') }}
),
numbers AS NOT MATERIALIZED (
    SELECT
        *,
        try_cast(given_quantity AS DECIMAL(18, 4)) AS quantity_number,
        try_cast(given_customer_id AS DECIMAL(18, 4)) AS customer_number,
        try_cast(given_unit_price AS DECIMAL(18, 4)) AS unit_price,
        -- Both forms that the source writes, 2010-12-01 08:26:00 and, month first, 12/1/2010 8:26; and a BSON date, as text in UTC.
        try_strptime(given_invoice_date, ['%Y-%m-%d %H:%M:%S', '%m/%d/%Y %H:%M', '%Y-%m-%d %H:%M:%S+00']) AS invoice_date
    FROM given
),
integers AS NOT MATERIALIZED (
    SELECT
        *,
        -- A fraction is no quantity and no customer: it must not be rounded to one.
        CASE WHEN quantity_number = trunc(quantity_number) THEN try_cast(quantity_number AS INTEGER) END AS quantity,
        CASE WHEN customer_number = trunc(customer_number) THEN try_cast(customer_number AS BIGINT) END AS customer_id
    FROM numbers
),
typed AS NOT MATERIALIZED (
    SELECT
        *,
        CASE WHEN quantity IS NULL THEN nullif(trim(CAST(given_quantity AS VARCHAR)), '') END AS _src_quantity,
        CASE WHEN invoice_date IS NULL THEN nullif(trim(given_invoice_date), '') END AS _src_invoice_date,
        CASE WHEN unit_price IS NULL THEN nullif(trim(CAST(given_unit_price AS VARCHAR)), '') END AS _src_unit_price,
        CASE WHEN customer_id IS NULL THEN nullif(trim(CAST(given_customer_id AS VARCHAR)), '') END AS _src_customer_id
    FROM integers
),
-- Rows that say the same in all eight columns of the source, whichever way they write the date, the number or the customer.
-- A 64-bit hash finds the few that may be equal; only those are compared in full.
hashed AS NOT MATERIALIZED (
    SELECT
        *,
        hash(given_invoice_no, given_stock_code, given_description, given_country, quantity, invoice_date, unit_price, customer_id) AS sameness
    FROM typed
),
suspects AS MATERIALIZED (
    SELECT sameness FROM hashed GROUP BY sameness HAVING count(*) > 1
),
duplicates AS MATERIALIZED (
    SELECT _landing_key, _source_position
    FROM (
        SELECT
            _landing_key, _source_position,
            row_number() OVER (
                PARTITION BY
                    given_invoice_no, given_stock_code, given_description, given_country, quantity, invoice_date, unit_price, customer_id,
                    _src_quantity, _src_invoice_date, _src_unit_price, _src_customer_id
                ORDER BY _landing_key, _source_position
            ) AS place
        FROM hashed SEMI JOIN suspects USING (sameness)
    )
    WHERE place > 1
)
SELECT
    t.transaction_id,
    nullif(trim(t.given_invoice_no), '') AS invoice_no,
    nullif(trim(t.given_stock_code), '') AS stock_code,
    nullif(trim(t.given_description), '') AS description,
    t.quantity,
    t.invoice_date,
    t.unit_price,
    t.customer_id,
    nullif(trim(t.given_country), '') AS country,
    starts_with(upper(trim(t.given_invoice_no)), 'C') AS is_cancellation,
    CAST(t.quantity * t.unit_price AS DECIMAL(18, 4)) AS line_amount,
    t._source_uri, t._source_position, t._landing_key, t._run_id, t._ingested_at, t._row_hash,
    t._src_quantity, t._src_invoice_date, t._src_unit_price, t._src_customer_id,
    CASE WHEN d._source_position IS NOT NULL THEN 'exact_duplicate' END AS _drop_reason
FROM typed t
LEFT JOIN duplicates d ON d._landing_key = t._landing_key AND d._source_position = t._source_position
