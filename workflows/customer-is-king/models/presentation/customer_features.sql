-- ---
-- description: What is known of each customer's buying, as of one moment, for models of churn and lifetime value.
-- owner: sales-data
-- ---
-- An order is an invoice that is no cancellation. Money is in the source's currency (GBP). The variable as_of fixes the moment;
-- without it the last transaction's time is taken, so that the same data gives the same features on any day.
WITH moment AS (
    SELECT coalesce(CAST({{ var('as_of', none) }} AS TIMESTAMP), max(invoice_date)) AS as_of
    FROM {{ ref('refined.transactions') }}
),
orders AS NOT MATERIALIZED (
    SELECT t.*, m.as_of
    FROM {{ ref('refined.transactions') }} t, moment m
    WHERE t.customer_id IS NOT NULL AND t.invoice_date <= m.as_of
),
measures AS (
    SELECT
        customer_id,
        as_of,
        min(invoice_date) AS first_seen_at,
        min(invoice_date) FILTER (NOT is_cancellation) AS first_order_at,
        max(invoice_date) FILTER (NOT is_cancellation) AS last_order_at,
        count(DISTINCT invoice_no) FILTER (NOT is_cancellation) AS orders,
        count(DISTINCT invoice_no) FILTER (is_cancellation) AS cancellations,
        coalesce(sum(line_amount) FILTER (NOT is_cancellation), 0) AS ordered_amount,
        sum(line_amount) AS net_amount
    FROM orders
    GROUP BY customer_id, as_of
)
SELECT
    customer_id,
    as_of,
    date_diff('day', last_order_at, as_of) AS recency_days,
    orders AS frequency,
    CAST(ordered_amount AS DECIMAL(18, 4)) AS monetary_value,
    date_diff('day', first_seen_at, as_of) AS tenure_days,
    CAST(CASE WHEN orders > 0 THEN ordered_amount / orders END AS DECIMAL(18, 4)) AS average_basket,
    CAST(net_amount AS DECIMAL(18, 4)) AS lifetime_value,
    cancellations,
    last_order_at,
    date_diff('day', last_order_at, as_of) AS days_since_last_order,
    CAST(CASE WHEN orders > 1 THEN date_diff('day', first_order_at, last_order_at) / (orders - 1) END AS DECIMAL(9, 2)) AS average_days_between_orders
FROM measures
ORDER BY customer_id
