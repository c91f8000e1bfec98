using Penstock.Core.Steps;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.ObjectStores;
using Penstock.LakeLayers.Zones;
using Penstock.Lineage.Events;
using Penstock.Testing;

namespace Penstock.LakeLayers.Erasure;

/// <summary>Erasures while other steps work on the same lake: nothing is lost, and nothing that was forgotten comes back unseen.</summary>
public sealed class ForgetBesideRunsTests(PostgresFixture postgres)
{
    private static readonly string[] Late =
    [
        ForgetWorld.Order(8, "cust-beta-2", "+49 2222 9"),
        ForgetWorld.Order(9, ForgetWorld.Subject, "+49 7777 9"),
    ];

    [Fact]
    public async Task What_is_ingested_between_the_search_and_the_commit_is_searched_too()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        HookedStore? store = null;
        var lake = world.Over(own =>
            store = new HookedStore(
                own,
                "landing-rewritten/",
                async _ =>
                {
                    await world.LandAsync("d", ".gz", Late);
                    await world.RunAsync();
                }
            )
        );

        var result = await new ForgetSubject(lake).EraseAsync(world.Options, StepContext.Standalone("forget"));

        Assert.Equal(1, store!.Done);
        Assert.Equal(3, result.Objects.Count);
        Assert.Equal(5, result.Found.Tables.Single(t => t.Table.ToString() == "raw.orders").Rows);
        await NobodyIsThereAsync(world, "8", "7", "6", "3", "1");
    }

    [Fact]
    public async Task What_lands_between_them_and_is_in_no_table_yet_is_searched_too()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        var lake = world.Over(own => new HookedStore(
            own,
            "landing-rewritten/",
            _ => world.LandAsync("d", ".gz", Late)
        ));

        await new ForgetSubject(lake).EraseAsync(world.Options, StepContext.Standalone("forget"));

        await world.RunAsync();
        await NobodyIsThereAsync(world, "8", "7", "6", "3", "1");
    }

    [Fact]
    public async Task Where_runs_publish_each_time_the_erasure_is_refused_and_nothing_is_changed()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        var before = await world.Models.RowsAsync("raw.orders");
        var lake = world.Over(own => new HookedStore(
            own,
            "landing-rewritten/",
            n => world.Models.PublishAsync("raw.busy", $"SELECT {n} AS n"),
            times: 100
        ));

        var error = await Assert.ThrowsAsync<LakeChangedException>(() =>
            new ForgetSubject(lake).EraseAsync(world.Options, StepContext.Standalone("forget"))
        );

        Assert.True(error.IsTransient);
        Assert.Equal(before, await world.Models.RowsAsync("raw.orders"));
        Assert.Equal(0L, await world.Models.AskAsync("SELECT count(*) FROM lake.erasure"));
        Assert.Empty(await world.Lake.Objects.ListAsync("landing-rewritten/").ToListAsync());
        await world.EraseAsync();
        await NobodyIsThereAsync(world, "7", "6", "3", "1");
    }

    [Theory]
    [InlineData("raw.orders")]
    [InlineData("raw.others")] // A table that has no row of the person yet, so that no snapshot of it is changed.
    public async Task An_ingestion_that_read_the_person_before_the_erasure_does_not_publish_them_after_it(string table)
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        await world.LandAsync("d", ".gz", Late);
        HookedStore? store = null;
        var lake = world.Over(own =>
            store = new HookedStore(own, $"raw/{table.Split('.')[1]}-", _ => world.EraseAsync())
        );

        Assert.True((await Assert.ThrowsAsync<ReadErasedException>(() => world.IngestAsync(lake, table))).IsTransient);

        Assert.Equal(1, store!.Done);
        Assert.Empty(await Leaks.InFilesAsync(world.Models.StoreFolder, ForgetWorld.Subject));
        await world.IngestAsync(table: table);
        await world.RunAsync();
        await NobodyIsThereAsync(world, "8", "7", "6", "3", "1");
    }

    [Fact]
    public async Task A_run_of_models_that_read_the_person_before_the_erasure_publishes_nothing_and_leaves_nothing()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        world.Models.Project.Model("presentation.copy", "SELECT customer, id FROM {{ source('raw', 'orders') }}");
        var lake = world.Over(own => new HookedStore(own, "presentation/copy-", _ => world.EraseAsync()));

        await Assert.ThrowsAsync<ReadErasedException>(() =>
            new RunModels(lake).RunAsync(
                new RunModelsOptions(world.Models.Project.Path) { Models = ["presentation.copy"] },
                StepContext.Standalone("models")
            )
        );

        Assert.Empty(await Leaks.InFilesAsync(world.Models.StoreFolder, ForgetWorld.Subject));
        Assert.Null(await world.Models.CurrentAsync("presentation.copy"));
        await world.RunAsync();
        Assert.Equal(
            ["1", "3", "6", "7"],
            await world.Models.RowsAsync("presentation.copy", "SELECT id FROM t ORDER BY id")
        );
        await NobodyIsThereAsync(world, "7", "6", "3", "1");
    }

    [Fact]
    public async Task Two_people_who_are_erased_at_once_from_the_same_objects_are_both_gone()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        var other = world.Options with { Subject = "cust-alpha-1" };
        var lake = world.Over(own => new HookedStore(
            own,
            "landing-rewritten/",
            _ => new ForgetSubject(world.Lake).EraseAsync(other, StepContext.Standalone("forget"))
        ));

        await new ForgetSubject(lake).EraseAsync(world.Options, StepContext.Standalone("forget"));

        Assert.Empty(await Leaks.InFilesAsync(world.Models.StoreFolder, "cust-alpha-1"));
        await NobodyIsThereAsync(world, "7", "3");
    }

    [Fact]
    public async Task Who_looked_up_an_object_before_it_took_its_place_still_reads_what_is_left_of_it()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        var broken = world.Over(own => new BrokenStore(own));
        await Assert.ThrowsAsync<IOException>(() =>
            new ForgetSubject(broken).EraseAsync(world.Options, StepContext.Standalone("forget"))
        );
        var looked = await world.Lake.Landing.ListAsync("orders");
        Assert.Contains(looked, o => o.StoredKey is not null);

        await world.EraseAsync();

        foreach (var landed in looked)
            await new LandingReader(world.Lake.Objects).VerifyAsync(landed);
        Assert.Empty(await world.Lake.Objects.ListAsync("landing-rewritten/").ToListAsync());
    }

    [Fact]
    public async Task The_same_file_from_another_address_is_what_the_erasure_left_of_it()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        string[] lines =
        [
            ForgetWorld.Order(10, ForgetWorld.Subject, "+49 7777 4"),
            ForgetWorld.Order(11, "cust-beta-2", "+49 2222 4"),
        ];
        var first = await world.LandAsync("e", ".gz", lines);
        await world.EraseAsync();

        var again = await world.LandAsync("e", ".gz", "test://elsewhere", lines);

        Assert.Equal((first.Key, 1L), (again.Key, again.RowCount));
        Assert.NotEqual(first.Id, again.Id);
        await new LandingReader(world.Lake.Objects).VerifyAsync(again);
        await world.RunAsync();
        await NobodyIsThereAsync(world, "11", "7", "6", "3", "1");
    }

    private static async Task NobodyIsThereAsync(ForgetWorld world, params string[] orders)
    {
        Assert.Empty(await Leaks.InFilesAsync(world.Models.StoreFolder, ForgetWorld.Subject));
        Assert.True((await new ForgetSubject(world.Lake).FindAsync(world.Options)).IsEmpty);
        Assert.Equal(orders, await world.Models.RowsAsync("raw.orders", "SELECT DISTINCT id FROM t ORDER BY id DESC"));
        foreach (var landed in await world.Lake.Landing.ListAsync("orders"))
            await new LandingReader(world.Lake.Objects).VerifyAsync(landed);
    }
}
