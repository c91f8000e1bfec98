CREATE SCHEMA baseline;
SET search_path = baseline;
CREATE TABLE dim_customer (customer_key bigint, customer_id bigint, country text, countries integer, first_seen_at timestamp, last_seen_at timestamp);
CREATE TABLE dim_item (item_key bigint, stock_code text COLLATE "C", description text, unit_price numeric(18,4), valid_from timestamp, valid_to timestamp, is_current boolean);
CREATE TABLE dim_date (date_key bigint, date date, year integer, quarter integer, month integer, month_name text, day_of_month integer, day_of_week integer,
    day_name text, iso_year integer, iso_week integer, is_weekend boolean);
CREATE TABLE dim_country (country_key bigint, country text COLLATE "C", first_seen_on date);
CREATE TABLE customer_features (customer_id bigint, customer_key bigint NOT NULL, as_of timestamp, recency_days bigint, frequency bigint, monetary_value numeric(18,4),
    tenure_days bigint, average_basket numeric(18,4), lifetime_value numeric(18,4), cancellations bigint, last_order_at timestamp, days_since_last_order bigint,
    average_days_between_orders numeric(9,2));
CREATE TABLE fact_transaction (transaction_id text COLLATE "C", customer_key bigint NOT NULL, item_key bigint NOT NULL, date_key bigint NOT NULL, country_key bigint NOT NULL,
    invoice_no text, invoice_date timestamp, quantity integer, unit_price numeric(18,4), line_amount numeric(18,4), is_cancellation boolean);
\copy dim_customer FROM 'csv/dim_customer.csv' CSV
\copy dim_item FROM 'csv/dim_item.csv' CSV
\copy dim_date FROM 'csv/dim_date.csv' CSV
\copy dim_country FROM 'csv/dim_country.csv' CSV
\copy customer_features FROM 'csv/customer_features.csv' CSV
\copy fact_transaction FROM 'csv/fact_transaction.csv' CSV
ALTER TABLE dim_customer ADD PRIMARY KEY (customer_key), ADD UNIQUE (customer_id);
ALTER TABLE dim_item ADD PRIMARY KEY (item_key), ADD UNIQUE (stock_code, valid_from);
ALTER TABLE dim_date ADD PRIMARY KEY (date_key), ADD UNIQUE (date);
ALTER TABLE dim_country ADD PRIMARY KEY (country_key), ADD UNIQUE (country);
ALTER TABLE customer_features ADD PRIMARY KEY (customer_id), ADD FOREIGN KEY (customer_key) REFERENCES dim_customer;
ALTER TABLE fact_transaction ADD PRIMARY KEY (transaction_id),
    ADD FOREIGN KEY (customer_key) REFERENCES dim_customer, ADD FOREIGN KEY (item_key) REFERENCES dim_item,
    ADD FOREIGN KEY (date_key) REFERENCES dim_date, ADD FOREIGN KEY (country_key) REFERENCES dim_country;
CREATE INDEX ON fact_transaction (customer_key);
CREATE INDEX ON fact_transaction (item_key);
CREATE INDEX ON fact_transaction (invoice_no);
ANALYZE dim_customer, dim_item, dim_date, dim_country, customer_features, fact_transaction;
