using System.Globalization;
using System.Text.Json.Nodes;
using Penstock.LakeLayers.Tables;
using Penstock.Warehouse.Tracing;
using Penstock.Workflows.Runtime;

namespace Penstock.EndToEnd.Tests;

public class CustomerIsKingTests(CustomerIsKingFixture site)
{
    private readonly SourceTruth _truth = new(site.Site.Rows);

    [Fact]
    public void The_first_run_ends_without_incident()
    {
        Assert.Equal(WorkflowSubStatus.Finished, site.FirstRun.SubStatus);
        Assert.Empty(site.FirstRun.Incidents);
    }

    [Fact]
    public async Task Counts_and_sums_in_the_warehouse_equal_those_of_the_source()
    {
        Assert.Equal(_truth.Facts, await site.ScalarAsync<long>("SELECT count(*) FROM warehouse.fact_transaction"));
        Assert.Equal(
            _truth.Quantity,
            await site.ScalarAsync<long>("SELECT sum(quantity)::bigint FROM warehouse.fact_transaction")
        );
        Assert.Equal(
            _truth.Amount,
            await site.ScalarAsync<decimal>("SELECT sum(line_amount) FROM warehouse.fact_transaction")
        );
        Assert.Equal(
            _truth.Invoices.Count,
            await site.ScalarAsync<long>("SELECT count(DISTINCT invoice_no) FROM warehouse.fact_transaction")
        );
        Assert.Equal(
            _truth.Cancellations,
            await site.ScalarAsync<long>("SELECT count(*) FROM warehouse.fact_transaction WHERE is_cancellation")
        );
        if (site.IsGenuine)
            Assert.Equal(512, _truth.Invoices.Count);
    }

    [Fact]
    public async Task Every_source_row_is_accounted_for_rule_by_rule()
    {
        await using var command = site.Platform.Metadata.DataSource.CreateCommand(
            "SELECT rows_in, rows_out, quarantined, dropped::text FROM lake.row_account WHERE zone = 'refined' AND name = 'transactions'"
        );
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());

        Assert.Equal(site.Site.Rows.Count, reader.GetInt64(0));
        Assert.Equal(_truth.Facts, reader.GetInt64(1));
        Assert.Equal(_truth.Breaches, reader.GetInt64(2));
        var dropped = JsonNode.Parse(reader.GetString(3))!.AsObject().ToDictionary(d => d.Key, d => (long)d.Value!);
        Assert.Equal(_truth.Duplicates, dropped.GetValueOrDefault("exact_duplicate"));
        Assert.Equal(_truth.Duplicates, dropped.Values.Sum());
    }

    [Fact]
    public async Task Two_hundred_random_fact_rows_are_traced_to_their_bytes()
    {
        await using var command = site.Warehouse.CreateCommand(
            """
            SELECT transaction_id, invoice_no, quantity, unit_price FROM warehouse.fact_transaction ORDER BY md5(transaction_id || 'seed') LIMIT 200
            """
        );
        var rows = new List<(string Id, string Invoice, int Quantity, decimal Price)>();
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                rows.Add((reader.GetString(0), reader.GetString(1), reader.GetInt32(2), reader.GetDecimal(3)));
        }

        var tracer = new RowTracer(site.Platform.Lake, site.Warehouse);
        Assert.Equal(200, rows.Count);
        foreach (var row in rows)
        {
            var trace = Assert.Single(
                await tracer.TraceAsync(
                    "warehouse.fact_transaction",
                    new Dictionary<string, string> { ["transaction_id"] = row.Id }
                )
            );
            var document = JsonNode.Parse(trace.Source!)!;
            Assert.Equal(row.Id, (string)document["_id"]!["$oid"]!);
            Assert.Equal(row.Invoice, (string)document["InvoiceNo"]!);
            Assert.Equal(row.Quantity, (int)document["Quantity"]!);
            Assert.Equal(
                row.Price,
                decimal.Parse(document["UnitPrice"]!.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture)
            );
        }
    }

    [Fact]
    public async Task Every_procedure_has_a_documents_row_and_the_readable_ones_have_chunks()
    {
        var documents = await site.Platform.Lake.Tables.FindCurrentAsync(TableName.Parse("raw.documents"));
        var chunks = await site.Platform.Lake.Tables.FindCurrentAsync(TableName.Parse("refined.document_chunks"));

        Assert.Equal(Sandbox.Procedures.Names.Count, documents!.Rows);
        Assert.True(chunks!.Rows > Sandbox.Procedures.Names.Count / 2);
    }

    [Fact]
    public async Task A_second_run_writes_nothing()
    {
        var before = await StateAsync();
        var second = await site.RunAsync();

        Assert.Equal(WorkflowSubStatus.Finished, second.SubStatus);
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task Facts_refer_to_their_dimensions_by_declared_keys()
    {
        Assert.Equal(
            0,
            await site.ScalarAsync<long>(
                """
                SELECT count(*) FROM warehouse.fact_transaction f LEFT JOIN warehouse.dim_customer c USING (customer_key) WHERE c.customer_key IS NULL
                """
            )
        );
        Assert.True(
            await site.ScalarAsync<long>(
                """
                SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND conrelid = 'warehouse.fact_transaction'::regclass
                """
            ) >= 4
        );
        Assert.Equal(
            1,
            await site.ScalarAsync<long>("SELECT count(*) FROM warehouse.dim_customer WHERE customer_key = -1")
        );
    }

    /// <summary>Everything a run could write: objects, snapshots, and the physical row versions of the warehouse.</summary>
    private async Task<string> StateAsync()
    {
        var objects = new List<string>();
        await foreach (var o in site.Platform.Lake.Objects.ListAsync(""))
            objects.Add(o.Key);
        var snapshots = await site.ScalarAsync<long>("SELECT count(*) FROM lake.snapshot");
        var facts = await site.ScalarAsync<string>(
            "SELECT md5(string_agg(xmin::text || ctid::text, ',' ORDER BY ctid)) FROM warehouse.fact_transaction"
        );
        var items = await site.ScalarAsync<string>(
            "SELECT md5(string_agg(xmin::text || ctid::text, ',' ORDER BY ctid)) FROM warehouse.dim_item"
        );
        return $"{objects.Count} objects, {snapshots} snapshots, facts {facts}, items {items}";
    }
}
