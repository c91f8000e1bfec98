-- ---
-- description: Every day of the calendar years in which something was sold.
-- owner: sales-data
-- ---
WITH range_of_years AS (
    SELECT
        date_trunc('year', min(invoice_date)) AS first_day,
        date_trunc('year', max(invoice_date)) + INTERVAL 1 YEAR AS end_day
    FROM {{ ref('refined.transactions') }}
)
SELECT
    CAST(day AS DATE) AS date,
    CAST(year(day) AS INTEGER) AS year,
    CAST(quarter(day) AS INTEGER) AS quarter,
    CAST(month(day) AS INTEGER) AS month,
    monthname(day) AS month_name,
    CAST(day(day) AS INTEGER) AS day_of_month,
    CAST(isodow(day) AS INTEGER) AS day_of_week,
    dayname(day) AS day_name,
    CAST(isoyear(day) AS INTEGER) AS iso_year,
    CAST(weekofyear(day) AS INTEGER) AS iso_week,
    isodow(day) >= 6 AS is_weekend
FROM range_of_years, LATERAL (SELECT unnest(range(first_day, end_day, INTERVAL 1 DAY)) AS day)
ORDER BY date
