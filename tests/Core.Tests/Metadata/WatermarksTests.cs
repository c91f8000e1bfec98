using System.Text.Json.Nodes;
using Penstock.Core.Metadata;
using Penstock.Core.Steps;
using Penstock.Testing;

namespace Penstock.Core.Tests.Metadata;

public class WatermarksTests(PostgresFixture postgres)
{
    private static readonly StepIdentity Step = StepIdentity.Standalone("read", "flow");

    [Fact]
    public async Task A_position_moves_with_the_transaction_that_publishes_and_only_then()
    {
        await using var store = await postgres.CreateMetadataAsync(typeof(MetadataStore).Assembly);
        var watermarks = new Watermarks(store);

        await using (var abandoned = await store.BeginAsync())
        {
            await Watermarks.MoveAsync(abandoned, Step, "shop", "_id", JsonValue.Create("a"));
        }
        Assert.Null(await watermarks.FindAsync("flow", "shop", "_id"));

        foreach (var position in new[] { "b", "c" })
        {
            await using var published = await store.BeginAsync();
            await Watermarks.MoveAsync(published, Step, "shop", "_id", JsonValue.Create(position));
            await published.CommitAsync();
        }
        Assert.Equal("c", (await watermarks.FindAsync("flow", "shop", "_id"))!.GetValue<string>());
    }

    [Fact]
    public async Task Workflows_sources_and_names_have_positions_of_their_own()
    {
        await using var store = await postgres.CreateMetadataAsync(typeof(MetadataStore).Assembly);
        var watermarks = new Watermarks(store);
        await using (var tx = await store.BeginAsync())
        {
            await Watermarks.MoveAsync(tx, Step, "shop", "_id", JsonNode.Parse("""{"$oid":"1"}""")!);
            await tx.CommitAsync();
        }

        Assert.Equal("1", (string?)(await watermarks.FindAsync("flow", "shop", "_id"))!["$oid"]);
        Assert.Null(await watermarks.FindAsync("other", "shop", "_id"));
        Assert.Null(await watermarks.FindAsync("flow", "other", "_id"));
        Assert.Null(await watermarks.FindAsync("flow", "shop", "other"));
    }
}
