using System.Diagnostics;
using Penstock.Testing;
using Penstock.Workflows.Definitions.Store;
using static Penstock.Workflows.Tests.Definitions.StoreHost;

namespace Penstock.Workflows.Tests.Definitions;

public sealed class ListTests(PostgresFixture postgres)
{
    private static async Task FillAsync(StoreHost host, int count)
    {
        await using var command = host.Metadata.DataSource.CreateCommand(
            """
            INSERT INTO workflow.definition (id, definition_id, version, name, is_latest, is_published, is_readonly, is_system, usable_as_activity,
                created_at, saved_at, hash, uses, json)
            SELECT 'v' || i || '-' || v, 'd' || i, v, 'Workflow ' || i, v = 2, v = 1, false, false, false, now(), now(), '', '{}', repeat('{"root":1}', 500)
            FROM generate_series(1, $1) i, generate_series(1, 2) v
            """
        );
        command.Parameters.Add(new() { Value = count });
        await command.ExecuteNonQueryAsync();
    }

    [Fact]
    public async Task Lists_are_searched_sorted_and_paged()
    {
        await using var host = await StartAsync(postgres);
        foreach (var name in (string[])["beta", "Alpha", "100%", "gamma ray"])
            await host.SaveAsync(Document(null, name));

        var page = await host.Store.ListAsync(new() { Skip = 1, Take = 2 });
        Assert.Equal((4, "Alpha", "beta"), (page.TotalCount, page.Items[0].Name, page.Items[1].Name));
        Assert.Equal(
            ["gamma ray", "beta"],
            (await host.Store.ListAsync(new() { Descending = true, Take = 2 })).Items.Select(i => i.Name)
        );
        Assert.Equal(
            ["gamma ray"],
            (await host.Store.ListAsync(new() { SearchTerm = "MA R" })).Items.Select(i => i.Name)
        );
        Assert.Equal(["100%"], (await host.Store.ListAsync(new() { SearchTerm = "0%" })).Items.Select(i => i.Name));
        Assert.Empty((await host.Store.ListAsync(new() { SearchTerm = "%a%" })).Items);
        Assert.Equal(
            ["beta", "Alpha", "100%", "gamma ray"],
            (await host.Store.ListAsync(new() { OrderBy = DefinitionOrder.Created })).Items.Select(i => i.Name)
        );
    }

    [Fact]
    public async Task Names_are_compared_in_any_case()
    {
        await using var host = await StartAsync(postgres);
        await host.SaveAsync(Document("d", "Nightly"));

        Assert.False(await host.Store.IsNameUniqueAsync("NIGHTLY", null));
        Assert.True(await host.Store.IsNameUniqueAsync("nightly", "d"));
        Assert.True(await host.Store.IsNameUniqueAsync("Nightly 2", null));
    }

    [Fact]
    public async Task Five_thousand_definitions_are_listed_at_once()
    {
        await using var host = await StartAsync(postgres);
        await FillAsync(host, 5_000);
        var query = new DefinitionQuery
        {
            Take = 10,
            SearchTerm = "flow 49",
            IsSystem = false,
        };
        await host.Store.ListAsync(query);
        var clock = Stopwatch.StartNew();
        var page = await host.Store.ListAsync(query);
        var all = await host.Store.ListAsync(new() { Versions = VersionOptions.Published });

        Assert.Equal((111, 5_000), (page.TotalCount, all.Items.Count));
        Assert.InRange(clock.ElapsedMilliseconds, 0, 5_000);
    }

    [Fact]
    public async Task A_graph_of_five_thousand_activities_is_saved_loaded_and_published()
    {
        await using var host = await StartAsync(postgres);
        var chart = new Chart();
        for (var i = 0; i < 5_000; i++)
            chart.Add($"a{i}", "Elsa.WriteLine", ("text", $"line {i}"));
        for (var i = 1; i < 5_000; i++)
            chart.Arrow($"a{i - 1}", $"a{i}");
        var document = chart.Build("big").ToJson();
        var clock = Stopwatch.StartNew();
        await host.SaveAsync(document, publish: true);
        var loaded = await host.Store.FindAsync("big", VersionOptions.Published);

        Assert.Equal(5_001, loaded!.Definition.Activities.Count);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 60);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"saved, published and loaded in {clock.ElapsedMilliseconds} ms"
        );
    }
}
