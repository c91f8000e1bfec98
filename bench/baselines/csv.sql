CREATE TABLE customers AS
    SELECT row_number() OVER (ORDER BY customer_id) AS customer_key, * FROM dim_customer UNION ALL BY NAME SELECT -1 AS customer_key, 'Unknown' AS country;
CREATE TABLE items AS
    SELECT row_number() OVER (ORDER BY stock_code, valid_from) AS item_key, * FROM dim_item
    UNION ALL BY NAME SELECT -1 AS item_key, 'unknown' AS stock_code, 'Unknown item' AS description;
CREATE TABLE dates AS SELECT row_number() OVER (ORDER BY date) AS date_key, * FROM dim_date UNION ALL BY NAME SELECT -1 AS date_key;
CREATE TABLE countries AS
    SELECT row_number() OVER (ORDER BY country) AS country_key, * FROM dim_country UNION ALL BY NAME SELECT -1 AS country_key, 'Unknown' AS country;
COPY customers TO '@FOLDER@/csv/dim_customer.csv' (FORMAT csv, HEADER false);
COPY items TO '@FOLDER@/csv/dim_item.csv' (FORMAT csv, HEADER false);
COPY dates TO '@FOLDER@/csv/dim_date.csv' (FORMAT csv, HEADER false);
COPY countries TO '@FOLDER@/csv/dim_country.csv' (FORMAT csv, HEADER false);
COPY (
    SELECT f.customer_id, coalesce(c.customer_key, -1), f.* EXCLUDE (customer_id) FROM customer_features f LEFT JOIN customers c USING (customer_id)
) TO '@FOLDER@/csv/customer_features.csv' (FORMAT csv, HEADER false);
COPY (
    SELECT
        f.transaction_id, coalesce(c.customer_key, -1), coalesce(i.item_key, -1), coalesce(d.date_key, -1), coalesce(k.country_key, -1),
        f.invoice_no, f.invoice_date, f.quantity, f.unit_price, f.line_amount, f.is_cancellation
    FROM fact_transaction f
    LEFT JOIN customers c ON c.customer_id = f.customer_id
    LEFT JOIN items i ON i.stock_code = f.stock_code AND i.valid_from = f.item_valid_from
    LEFT JOIN dates d ON d.date = f.invoice_day
    LEFT JOIN countries k ON k.country = f.country
) TO '@FOLDER@/csv/fact_transaction.csv' (FORMAT csv, HEADER false);
