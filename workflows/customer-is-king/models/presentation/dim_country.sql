-- ---
-- description: Countries of delivery, as the source names them.
-- owner: sales-data
-- ---
SELECT
    country,
    CAST(min(invoice_date) AS DATE) AS first_seen_on
FROM {{ ref('refined.transactions') }}
GROUP BY country
ORDER BY country
