using System.Text.Json.Nodes;
using Penstock.Testing.Specification;

namespace Penstock.EndToEnd.Tests;

public class LineageEventTests(CustomerIsKingFixture site)
{
    private static readonly string[] Steps =
    [
        "ProceduresToLanding",
        "ProceduresToRaw",
        "ProceduresToChunks",
        "TransactionsToLanding",
        "TransactionsToRaw",
        "TransactionsToRefined",
        "TransactionsToPresentation",
        "PresentationToWarehouse",
    ];

    [Fact]
    public async Task Every_event_of_the_run_is_accepted_by_the_published_schemas()
    {
        Assert.All(await RunEvents.OfFirstRunAsync(site), e => Assert.Empty(EventCheck.Faults(e)));
        if (!EventCheck.IsComplete)
            TestContext.Current.SendDiagnosticMessage(
                "The published schemas are absent: only required members were checked."
            );
    }

    [Fact]
    public async Task Every_step_starts_and_completes_once_as_a_child_of_the_run()
    {
        var events = await RunEvents.OfFirstRunAsync(site);

        Assert.Equal(
            Steps.Select(s => $"customer-is-king.{s}").Order(),
            events.Select(RunEvents.Job).Distinct().Order()
        );
        foreach (var step in events.GroupBy(RunEvents.Job))
        {
            Assert.Equal(["START", "COMPLETE"], step.Select(RunEvents.Type));
            Assert.Single(step.Select(e => (string)e["run"]!["runId"]!).Distinct());
            Assert.All(
                step.Select(e => e["run"]!["facets"]!["parent"]!),
                parent =>
                {
                    Assert.Equal(site.FirstRun.RunId.ToString(), (string)parent["run"]!["runId"]!);
                    Assert.Equal("customer-is-king", (string)parent["job"]!["name"]!);
                }
            );
        }
    }

    [Fact]
    public async Task Every_step_that_completes_tells_what_it_read_and_wrote_with_schema_source_and_counts()
    {
        foreach (var complete in (await RunEvents.OfFirstRunAsync(site)).Where(e => RunEvents.Type(e) == "COMPLETE"))
        {
            Assert.NotEmpty(complete["inputs"]!.AsArray());
            var outputs = complete["outputs"]!.AsArray();
            Assert.NotEmpty(outputs);
            Assert.All(outputs, o => Assert.NotNull(o!["facets"]!["dataSource"]));
            Assert.All(outputs, o => Assert.NotNull(o!["outputFacets"]!["outputStatistics"]));
            if (!RunEvents.Job(complete).EndsWith("ToLanding", StringComparison.Ordinal))
                Assert.All(outputs, o => Assert.NotNull(o!["facets"]!["schema"]));
        }
    }

    [Theory]
    [InlineData("TransactionsToRefined", "refined.transactions", "invoice_no", "raw.transactions", "InvoiceNo")]
    [InlineData("TransactionsToRefined", "refined.transactions", "invoice_date", "raw.transactions", "InvoiceDate")]
    [InlineData(
        "TransactionsToPresentation",
        "presentation.fact_transaction",
        "invoice_no",
        "refined.transactions",
        "invoice_no"
    )]
    public async Task The_columns_of_SQL_models_name_the_columns_they_come_from(
        string step,
        string table,
        string column,
        string source,
        string sourceColumn
    )
    {
        var complete = Assert.Single(
            await RunEvents.OfFirstRunAsync(site),
            e => RunEvents.Job(e) == $"customer-is-king.{step}" && RunEvents.Type(e) == "COMPLETE"
        );
        var output = Assert.Single(complete["outputs"]!.AsArray(), o => (string)o!["name"]! == table)!;
        var inputs = output["facets"]!["columnLineage"]!["fields"]![column]!["inputFields"]!.AsArray();

        Assert.Contains(
            inputs,
            i =>
                (string)i!["namespace"]! == "penstock://lake"
                && (string)i["name"]! == source
                && (string)i["field"]! == sourceColumn
                && IsDirect(i["transformations"]!.AsArray())
        );
    }

    private static bool IsDirect(JsonArray transformations) =>
        transformations.Any(t => (string)t!["type"]! == "DIRECT");
}
