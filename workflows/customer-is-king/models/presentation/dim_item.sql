-- ---
-- description: Items with the history of their price and description (type 2).
-- owner: sales-data
-- ---
-- An item has at most one version a day. Its price of a day is the one that most rows were sold at; of equally many the one sold
-- at last, then the higher. Its description of a day is found alike, and stays until another is seen. Only sales count:
-- not cancelled, with a quantity and a price above zero; for an item that was never sold so, all its rows count.
-- A version is valid from the start of its first day until the next version starts. The first is valid from the day
-- of the item's first row of any kind, so that every transaction meets a version.
-- Windows over the reduced rows, not arg_max over tuples: its states do not spill, and ten times the data did not fit.
WITH entries AS NOT MATERIALIZED (
    SELECT
        stock_code, description, unit_price, invoice_date,
        CAST(invoice_date AS DATE) AS day,
        NOT is_cancellation AND quantity > 0 AND unit_price > 0 AS is_sale
    FROM {{ ref('refined.transactions') }}
),
items AS (
    SELECT stock_code, bool_or(is_sale) AS was_sold, min(day) AS first_day
    FROM entries
    GROUP BY stock_code
),
counted AS MATERIALIZED (
    SELECT e.stock_code, e.day, e.unit_price, e.description, count(*) AS entries, max(e.invoice_date) AS last_at
    FROM entries e
    JOIN items i USING (stock_code)
    WHERE e.is_sale OR NOT i.was_sold
    GROUP BY ALL
),
prices AS (
    SELECT stock_code, day, unit_price
    FROM (
        SELECT stock_code, day, unit_price, sum(entries) AS entries, max(last_at) AS last_at
        FROM counted GROUP BY ALL
    )
    QUALIFY row_number() OVER (PARTITION BY stock_code, day ORDER BY entries DESC, last_at DESC, unit_price DESC) = 1
),
descriptions AS (
    SELECT stock_code, day, description
    FROM (
        SELECT stock_code, day, description, sum(entries) AS entries, max(last_at) AS last_at
        FROM counted WHERE description IS NOT NULL GROUP BY ALL
    )
    QUALIFY row_number() OVER (PARTITION BY stock_code, day ORDER BY entries DESC, last_at DESC, description DESC) = 1
),
days AS (
    SELECT
        p.stock_code, p.day, p.unit_price,
        coalesce(
            last_value(d.description IGNORE NULLS) OVER (
                PARTITION BY p.stock_code ORDER BY p.day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
            first_value(d.description IGNORE NULLS) OVER (
                PARTITION BY p.stock_code ORDER BY p.day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
        ) AS description
    FROM prices p
    LEFT JOIN descriptions d USING (stock_code, day)
),
changes AS (
    SELECT *
    FROM (
        SELECT
            *,
            row_number() OVER w AS place,
            lag(unit_price) OVER w IS DISTINCT FROM unit_price OR lag(description) OVER w IS DISTINCT FROM description AS is_change
        FROM days
        WINDOW w AS (PARTITION BY stock_code ORDER BY day)
    )
    WHERE place = 1 OR is_change
),
versions AS (
    SELECT
        c.stock_code, c.description, c.unit_price,
        CAST(CASE WHEN c.place = 1 THEN i.first_day ELSE c.day END AS TIMESTAMP) AS valid_from,
        CAST(lead(c.day) OVER (PARTITION BY c.stock_code ORDER BY c.day) AS TIMESTAMP) AS valid_to
    FROM changes c
    JOIN items i USING (stock_code)
)
SELECT stock_code, description, unit_price, valid_from, valid_to, valid_to IS NULL AS is_current
FROM versions
ORDER BY stock_code, valid_from
