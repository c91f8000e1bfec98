-- ---
-- description: Customers, one row each, as last seen.
-- owner: sales-data
-- ---
SELECT
    customer_id,
    arg_max(country, (invoice_date, transaction_id)) AS country,
    CAST(count(DISTINCT country) AS INTEGER) AS countries,
    min(invoice_date) AS first_seen_at,
    max(invoice_date) AS last_seen_at
FROM {{ ref('refined.transactions') }}
WHERE customer_id IS NOT NULL
GROUP BY customer_id
ORDER BY customer_id
