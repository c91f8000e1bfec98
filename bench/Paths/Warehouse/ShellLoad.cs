using System.Globalization;
using Penstock.Core.Metadata;
using Penstock.Core.Processes;
using Penstock.LakeLayers.Query.DuckDb;

namespace Penstock.Bench.Paths.Warehouse;

/// <summary>
/// The warehouse load as a careful shell user would write it: DuckDB numbers the members and joins their keys to the facts (its
/// ASOF join for versions) while it writes CSV files; psql copies them into bare tables, then adds keys and constraints.
/// </summary>
internal sealed class ShellLoad(string folder, IReadOnlyDictionary<string, string> parquet, string connection)
{
    private const string Script = """
        \set ON_ERROR_STOP on
        CREATE TABLE baseline.dim_customer (customer_key bigint, customer_id text, country text, first_order date);
        CREATE TABLE baseline.dim_item (item_key bigint, stock_code text, description text, price numeric(18,4), valid_from timestamp, valid_to timestamp, is_current boolean);
        CREATE TABLE baseline.dim_date (date_key bigint, date date, year bigint, month bigint, day_name text);
        CREATE TABLE baseline.dim_country (country_key bigint, country text);
        CREATE TABLE baseline.fact_transaction (invoice_no text, line_no integer, customer_key bigint, item_key bigint, date_key bigint, country_key bigint,
            invoice_at timestamp, quantity integer, unit_price numeric(18,4), amount numeric(18,4), is_cancelled boolean);
        \copy baseline.dim_customer FROM 'dim_customer.csv' CSV
        \copy baseline.dim_item FROM 'dim_item.csv' CSV
        \copy baseline.dim_date FROM 'dim_date.csv' CSV
        \copy baseline.dim_country FROM 'dim_country.csv' CSV
        \copy baseline.fact_transaction FROM 'fact_transaction.csv' CSV
        ALTER TABLE baseline.dim_customer ADD PRIMARY KEY (customer_key), ADD UNIQUE (customer_id);
        ALTER TABLE baseline.dim_item ADD PRIMARY KEY (item_key), ADD UNIQUE (stock_code, valid_from);
        ALTER TABLE baseline.dim_date ADD PRIMARY KEY (date_key), ADD UNIQUE (date);
        ALTER TABLE baseline.dim_country ADD PRIMARY KEY (country_key), ADD UNIQUE (country);
        ALTER TABLE baseline.fact_transaction ADD PRIMARY KEY (invoice_no, line_no),
            ADD FOREIGN KEY (customer_key) REFERENCES baseline.dim_customer, ADD FOREIGN KEY (item_key) REFERENCES baseline.dim_item,
            ADD FOREIGN KEY (date_key) REFERENCES baseline.dim_date, ADD FOREIGN KEY (country_key) REFERENCES baseline.dim_country;
        """;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Run(() => Export(cancellationToken), cancellationToken);
        var script = Path.Combine(folder, "load.sql");
        await File.WriteAllTextAsync(
            script,
            Script.Replace("FROM '", $"FROM '{folder}/", StringComparison.Ordinal),
            cancellationToken
        );
        var result = await CommandLine.RunAsync(
            "psql",
            ["-X", "-q", "-d", connection, "-f", script],
            cancellationToken: cancellationToken
        );
        if (result.ExitCode != 0)
            throw new InvalidOperationException(result.Error);
    }

    private void Export(CancellationToken cancellationToken)
    {
        using var duck = DuckDbSession.Open(
            new DuckDbOptions(folder) { PreserveInsertionOrder = false, AllowedFiles = [.. parquet.Values] }
        );
        void Number(string table, string surrogate, string order, string unknown) =>
            duck.Execute(
                $"""
                CREATE TABLE {table} AS SELECT row_number() OVER (ORDER BY {order}) AS {surrogate}, * FROM read_parquet({Sql.Literal(
                    parquet[table]
                )})
                UNION ALL BY NAME SELECT -1 AS {surrogate}, {unknown};
                COPY {table} TO {Sql.Literal(Csv(table))} (FORMAT csv, HEADER false)
                """,
                ct: cancellationToken
            );
        Number("dim_customer", "customer_key", "customer_id", "'unknown' AS customer_id");
        Number("dim_item", "item_key", "stock_code, valid_from", "NULL AS stock_code");
        Number("dim_date", "date_key", "date", "NULL AS date");
        Number("dim_country", "country_key", "country", "NULL AS country");
        duck.Execute(
            $"""
            COPY (
                SELECT f.invoice_no, f.line_no, coalesce(c.customer_key, -1), CASE WHEN i.item_key IS NOT NULL AND (i.valid_to IS NULL OR f.invoice_at < i.valid_to) THEN i.item_key ELSE -1 END,
                    coalesce(d.date_key, -1), coalesce(k.country_key, -1), f.invoice_at, f.quantity, f.unit_price, f.amount, f.is_cancelled
                FROM read_parquet({Sql.Literal(parquet["fact_transaction"])}) f
                LEFT JOIN dim_customer c USING (customer_id)
                ASOF LEFT JOIN dim_item i ON f.stock_code = i.stock_code AND f.invoice_at >= i.valid_from
                LEFT JOIN dim_date d ON f.invoice_date = d.date
                LEFT JOIN dim_country k ON f.country = k.country
            ) TO {Sql.Literal(Csv("fact_transaction"))} (FORMAT csv, HEADER false)
            """,
            ct: cancellationToken
        );
    }

    private string Csv(string table) => string.Create(CultureInfo.InvariantCulture, $"{folder}/{table}.csv");
}
