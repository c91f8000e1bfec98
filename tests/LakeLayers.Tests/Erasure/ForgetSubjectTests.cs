using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Raw;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Zones;
using Penstock.Testing;

namespace Penstock.LakeLayers.Erasure;

public class ForgetSubjectTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_person_is_found_in_every_zone_now_and_in_the_past()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        var found = await new ForgetSubject(world.Lake).FindAsync(world.Options);

        Assert.Equal(
            [
                "presentation.customers 1+1",
                "quarantine.raw__orders 1+0",
                "quarantine.refined__orders 1+0",
                "raw.orders 4+0",
                "refined.orders 2+1",
            ],
            found.Tables.Select(t => $"{t.Table} {t.Rows}+{t.PastRows}")
        );
        Assert.Equal(
            ["a 2", "b 3"],
            found.Objects.OrderBy(o => o.Landed!.SourceUri).Select(o => $"{o.Landed!.SourceUri[^1]} {o.Lines}")
        );
        // Of the three numbers another customer has one too, and stays.
        Assert.Equal(2, found.Tokens);
        Assert.Empty(found.Notes);
        Assert.All(found.Tables, t => Assert.NotEmpty(t.Snapshots));
    }

    [Fact]
    public async Task After_the_erasure_nothing_holds_the_person_and_all_others_are_as_they_were()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        Assert.Contains(
            await Leaks.InFilesAsync(world.Models.StoreFolder, ForgetWorld.Subject),
            f => f.EndsWith(".avro", StringComparison.Ordinal)
        );
        var (others, positions) = (
            await world.OthersAsync(),
            await world.Models.RowsAsync(
                "raw.orders",
                $"SELECT _landing_key, _source_position, customer FROM t WHERE customer <> '{ForgetWorld.Subject}' ORDER BY ALL"
            )
        );
        var result = await world.EraseAsync();

        Assert.Equal(5, result.Tables.Count);
        Assert.Equal([2L, 3L], result.Objects.Select(o => o.Lines).Order());
        Assert.True((await new ForgetSubject(world.Lake).FindAsync(world.Options)).IsEmpty);
        Assert.Equal(others, await world.OthersAsync());
        foreach (
            var needle in new[]
            {
                ForgetWorld.Subject,
                new PrivacyKey(ForgetWorld.Secret).Hash("account", ForgetWorld.Subject),
                "7777 1",
                "7777 3",
            }
        )
        {
            Assert.Empty(await Leaks.InFilesAsync(world.Models.StoreFolder, needle));
            Assert.Empty(await Leaks.InDatabaseAsync(world.Lake.Metadata, needle));
        }
        Assert.NotEmpty(await Leaks.InFilesAsync(world.Models.StoreFolder, "cust-beta-2"));
        var reader = new LandingReader(world.Lake.Objects);
        foreach (var row in positions.Select(p => p.Split('|')))
        {
            var landed = (await world.Lake.Landing.FindByKeyAsync(row[0]))!;
            await reader.VerifyAsync(landed);
            Assert.Contains(
                row[2],
                System.Text.Encoding.UTF8.GetString(await reader.ReadLineAsync(landed, long.Parse(row[1], null))),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task No_snapshot_that_can_still_be_read_holds_the_person()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        var result = await world.EraseAsync();

        var all =
            (List<string>)
                [
                    .. (
                        await world.Models.AskAsync(
                            "SELECT string_agg(id || ' ' || zone || '.' || name, ';') FROM lake.snapshot WHERE expired_at IS NULL"
                        )
                    )!
                        .ToString()!
                        .Split(';'),
                ];
        Assert.NotEmpty(all);
        var key = new PrivacyKey(ForgetWorld.Secret).Hash("account", ForgetWorld.Subject);
        foreach (var id in all.Select(a => long.Parse(a.Split(' ')[0], null)))
        {
            await using var job = world.Lake.OpenJob();
            await job.AttachTableAsync((await world.Lake.Tables.FindAsync(id))!, "t");
            Assert.Equal(
                0,
                job.Session.Scalar<long>(
                    "SELECT count(*) FROM t WHERE contains(to_json(t)::VARCHAR, $1) OR contains(to_json(t)::VARCHAR, $2)",
                    [ForgetWorld.Subject, key]
                )
            );
        }
        await Assert.ThrowsAsync<SnapshotExpiredException>(() =>
            world.Lake.Tables.FindAsync(
                result.Tables.First(t => t.Table.Name == "orders" && t.Table.Zone == "raw").Expired[0]
            )
        );
    }

    [Fact]
    public async Task The_next_run_and_tables_made_anew_from_landing_do_not_bring_the_person_back()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        await world.EraseAsync();
        var others = await world.OthersAsync();
        await world.RunAsync();
        await world.Models.RunAsync(new RunModelsOptions(world.Models.Project.Path) { FullRefresh = true });
        Assert.Equal(others, await world.OthersAsync());
        Assert.True((await new ForgetSubject(world.Lake).FindAsync(world.Options)).IsEmpty);

        await new JsonLinesToRaw(world.Lake).RunAsync(
            new JsonLinesToRawOptions("orders", "raw.again"),
            StepContext.Standalone("raw")
        );
        Assert.Equal(
            await world.Models.RowsAsync("raw.orders", "SELECT * EXCLUDE (_run_id, _ingested_at) FROM t ORDER BY ALL"),
            await world.Models.RowsAsync("raw.again", "SELECT * EXCLUDE (_run_id, _ingested_at) FROM t ORDER BY ALL")
        );
    }

    [Fact]
    public async Task The_same_bytes_landing_again_bring_nothing_back_and_other_bytes_are_told_of()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        var forget = new ForgetSubject(world.Lake);
        await world.EraseAsync();
        string[] lines =
        [
            ForgetWorld.Order(4, ForgetWorld.Subject, "+49 7777 2"),
            ForgetWorld.Order(5, ForgetWorld.Subject, "+49 7777 3", 0),
            ForgetWorld.Order(2, ForgetWorld.Subject, "+49 7777 1"),
            ForgetWorld.Order(6, "cust-alpha-1", "+49 7777 2"),
        ];
        await world.LandAsync("b", ".gz", lines);
        await world.RunAsync();
        Assert.Empty(await forget.SeenAgainAsync(world.Columns));
        Assert.Empty(await Leaks.InFilesAsync(world.Models.StoreFolder, ForgetWorld.Subject));

        await world.LandAsync("d", ".gz", ForgetWorld.Order(8, ForgetWorld.Subject, "+49 7777 2"));
        await world.RunAsync();
        Assert.Contains(
            await forget.SeenAgainAsync(world.Columns),
            s => s is { Table: { Zone: "raw", Name: "orders" }, Column: "customer", Subjects: 1, Rows: 1 }
        );
    }

    [Fact]
    public async Task What_broke_off_between_the_commit_and_the_deletion_is_finished_by_the_next_erasure()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        var store = new BrokenStore(world.Lake.Objects);
        var broken = new Lake(store, world.Lake.Steps, world.Lake.Options);
        await Assert.ThrowsAsync<IOException>(() =>
            new ForgetSubject(broken).EraseAsync(world.Options, StepContext.Standalone("forget"))
        );
        Assert.NotEmpty(await Leaks.InFilesAsync(world.Models.StoreFolder, ForgetWorld.Subject));
        // Nobody is told that landing is damaged meanwhile.
        foreach (var landed in await world.Lake.Landing.ListAsync("orders"))
            await new LandingReader(world.Lake.Objects).VerifyAsync(landed);

        Assert.True((await world.EraseAsync()).Found.IsEmpty);
        Assert.Empty(await Leaks.InFilesAsync(world.Models.StoreFolder, ForgetWorld.Subject));
        foreach (var landed in await world.Lake.Landing.ListAsync("orders"))
        {
            Assert.Null(landed.StoredKey);
            await new LandingReader(world.Lake.Objects).VerifyAsync(landed);
        }
    }

    [Fact]
    public async Task Without_a_mark_a_table_is_found_by_where_its_rows_come_from_and_that_is_told()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        world.Models.Project.Contract("raw.orders", "properties:\n  - {name: id}");
        var found = await new ForgetSubject(world.Lake).FindAsync(world.Options);

        Assert.Equal("provenance", found.Tables.Single(t => t.Table.ToString() == "raw.orders").By);
        Assert.Contains("raw.orders has no column", Assert.Single(found.Notes), StringComparison.Ordinal);
        using var empty = new ModelFolder();
        Assert.Contains(
            "No contract says",
            Assert.Throws<UsageException>(() => SubjectColumns.Read([empty.Path], [])).What,
            StringComparison.Ordinal
        );
        Assert.Equal("customer", SubjectColumns.Read([], ["raw.orders.customer"]).All[0].Column);
    }

    [Fact]
    public async Task Partitions_stay_partitions_without_the_person()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        world.Models.Project.Model(
            "presentation.parts",
            "{{ config(partition_by='half') }}SELECT id % 2 AS half, id, customer FROM {{ ref('orders') }}"
        );
        await world.Models.RunAsync("presentation.parts");
        // A table without a contract is searched by the names that are marked elsewhere.
        Assert.Contains(
            (await new ForgetSubject(world.Lake).FindAsync(world.Options)).Tables,
            t => t is { Table.Name: "parts", By: "customer", Rows: 2 }
        );
        await world.EraseAsync();

        Assert.Equal(
            ["0|6", "1|1", "1|3", "1|7"],
            await world.Models.RowsAsync("presentation.parts", "SELECT half, id FROM t ORDER BY ALL")
        );
        var files = (await world.Lake.Tables.FindCurrentAsync(TableName.Parse("presentation.parts")))!.Files;
        Assert.Equal(2, files.Count);
        Assert.All(files, f => Assert.NotNull(f.Partition));
    }

    [Fact]
    public async Task An_erasure_needs_the_key_and_other_people_are_not_touched()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        var stranger = world.Options with { Subject = "cust-zeta-7" };
        Assert.True((await new ForgetSubject(world.Lake).FindAsync(stranger)).IsEmpty);
        var error = await Assert.ThrowsAsync<UsageException>(() =>
            new ForgetSubject(world.Models.WithKey(null)).EraseAsync(world.Options, StepContext.Standalone("forget"))
        );
        Assert.Contains("privacy.key", error.What, StringComparison.Ordinal);
    }
}
