using System.Text.Json.Nodes;
using Dapper;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Events;
using Penstock.Testing;
using Penstock.Testing.Specification;

namespace Penstock.Lineage.Tests;

public class RunEventTests(PostgresFixture postgres)
{
    private static readonly DatasetRef Source = new("mongodb://shop:27017", "shop.transactions");
    private static readonly DatasetRef Target = DatasetRef.Lake("raw", "transactions");

    [Fact]
    public async Task A_step_that_succeeds_leaves_START_and_COMPLETE_that_the_published_schemas_accept()
    {
        await using var store = await CreateAsync();
        await RunAsync(store, fail: false);

        var events = await EventsAsync(store);
        Assert.Equal(["START", "COMPLETE"], events.Select(e => (string)e["eventType"]!));
        AssertValid(events);
        var output = events[1]["outputs"]![0]!;
        Assert.Equal("raw.transactions", (string)output["name"]!);
        Assert.Equal(3, (long)output["outputFacets"]!["outputStatistics"]!["rowCount"]!);
        Assert.Equal(
            "InvoiceNo",
            (string)output["facets"]!["columnLineage"]!["fields"]!["invoice_no"]!["inputFields"]![0]!["field"]!
        );
        Assert.Equal("shop-to-lake", (string)events[1]["run"]!["facets"]!["parent"]!["job"]!["name"]!);
    }

    [Fact]
    public async Task A_step_that_throws_leaves_FAIL_with_its_message_and_publishes_nothing()
    {
        await using var store = await CreateAsync();
        await Assert.ThrowsAsync<InvalidDataException>(() => RunAsync(store, fail: true));

        var events = await EventsAsync(store);
        Assert.Equal(["START", "FAIL"], events.Select(e => (string)e["eventType"]!));
        AssertValid(events);
        Assert.Equal("line 7 is no JSON", (string)events[1]["run"]!["facets"]!["errorMessage"]!["message"]!);
        await using var connection = await store.DataSource.OpenConnectionAsync();
        Assert.Equal(0, await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM core.watermark"));
    }

    private Task<MetadataStore> CreateAsync() =>
        postgres.CreateMetadataAsync(typeof(MetadataStore).Assembly, typeof(StepRunner).Assembly);

    private static Task<int> RunAsync(MetadataStore store, bool fail)
    {
        var context = StepContext.Standalone("CollectionToRaw1") with
        {
            Identity = StepIdentity.Standalone("CollectionToRaw1", "shop-to-lake"),
        };
        return new StepRunner(store).RunAsync(
            context,
            async (scope, ct) =>
            {
                scope.Sql = "SELECT InvoiceNo AS invoice_no FROM transactions";
                scope.Read(new DatasetFacts(Source) { Rows = 3, Bytes = 100 });
                scope.Wrote(
                    new DatasetFacts(Target)
                    {
                        Rows = 3,
                        Bytes = 50,
                        Files = 1,
                        Version = "17",
                        Schema = [new FieldSchema("invoice_no", "VARCHAR", "The invoice's number")],
                        Columns = new Dictionary<string, IReadOnlyList<ColumnSource>>
                        {
                            ["invoice_no"] = [new ColumnSource(Source, "InvoiceNo", Subtype: "IDENTITY")],
                        },
                    }
                );
                if (fail)
                    throw new InvalidDataException("line 7 is no JSON");
                await scope.CommitAsync(
                    (tx, token) =>
                        Watermarks.MoveAsync(tx, context.Identity, "shop", "_id", JsonValue.Create("a")!, token),
                    ct
                );
                return 3;
            }
        );
    }

    private static async Task<IReadOnlyList<JsonNode>> EventsAsync(MetadataStore store)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync();
        return
        [
            .. (await connection.QueryAsync<string>("SELECT event::text FROM lineage.event ORDER BY id")).Select(e =>
                JsonNode.Parse(e)!
            ),
        ];
    }

    private static void AssertValid(IReadOnlyList<JsonNode> events)
    {
        Assert.All(events, e => Assert.Empty(EventCheck.Faults(e)));
        if (!EventCheck.IsComplete)
            TestContext.Current.SendDiagnosticMessage(
                "The published schemas are absent: only required members were checked."
            );
    }
}
