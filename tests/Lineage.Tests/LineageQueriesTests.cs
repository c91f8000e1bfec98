using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.Lineage.Datasets;
using Penstock.Lineage.Events;
using Penstock.Lineage.Queries;
using Penstock.Testing;

namespace Penstock.Lineage.Tests;

public class LineageQueriesTests(PostgresFixture postgres)
{
    private static readonly DatasetRef Landing = DatasetRef.Lake("landing", "transactions");
    private static readonly DatasetRef Raw = DatasetRef.Lake("raw", "transactions");
    private static readonly DatasetRef Refined = DatasetRef.Lake("refined", "transactions");

    [Fact]
    public async Task Upstream_and_downstream_walk_through_every_step_once()
    {
        await using var store = await postgres.CreateMetadataAsync(
            typeof(MetadataStore).Assembly,
            typeof(StepRunner).Assembly
        );
        foreach (var twice in Enumerable.Range(0, 2))
        {
            await StepAsync(store, "ToRaw", Landing, Raw);
            await StepAsync(store, "ToRefined", Raw, Refined);
        }
        await StepAsync(store, "Compact", Refined, Refined);
        var queries = new LineageQueries(store);

        var up = await queries.UpstreamAsync(Refined);
        Assert.Equal([(Raw, 1), (Refined, 1), (Landing, 2)], up.Select(e => (e.From, e.Distance)));
        Assert.Equal(
            [Raw, Refined],
            (await queries.DownstreamAsync(Landing)).Where(e => e.Job != "test.Compact").Select(e => e.To)
        );
        Assert.Equal([Raw], await queries.FindAsync("raw.transactions"));
    }

    private static Task<int> StepAsync(MetadataStore store, string step, DatasetRef from, DatasetRef to) =>
        new StepRunner(store).RunAsync(
            StepContext.Standalone(step) with
            {
                Identity = StepIdentity.Standalone(step, "test"),
            },
            (scope, _) =>
            {
                scope.Read(new DatasetFacts(from));
                scope.Wrote(new DatasetFacts(to));
                return Task.FromResult(0);
            }
        );
}
