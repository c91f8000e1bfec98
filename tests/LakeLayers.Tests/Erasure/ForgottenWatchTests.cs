using System.Text.Json.Nodes;
using Penstock.Core.Steps;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Privacy;
using Penstock.LakeLayers.Raw;
using Penstock.Testing;

namespace Penstock.LakeLayers.Erasure;

public class ForgottenWatchTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_run_that_loads_a_forgotten_person_again_says_so_in_every_zone_and_never_names_them()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        await world.EraseAsync();
        await world.LandAsync(
            "d",
            ".gz",
            ForgetWorld.Order(8, ForgetWorld.Subject, "+49 7777 2"),
            ForgetWorld.Order(9, ForgetWorld.Subject, "+49 7777 2"),
            ForgetWorld.Order(10, "cust-alpha-1", "+49 1111 1")
        );

        var raw = await RawAsync(world);
        Assert.Equal(
            "raw.orders has a person who was forgotten again, in 2 new rows by the column customer: the source still gives them (penstock forget check)",
            Assert.Single(raw)
        );
        // The refined table holds a keyed hash of the identifier, and the hash is known too.
        var models = await ModelsAsync(world, new RunModelsOptions(world.Models.Project.Path));
        Assert.Contains(
            models,
            w =>
                w.StartsWith(
                    "refined.orders has a person who was forgotten again, in 2 new rows",
                    StringComparison.Ordinal
                )
        );
        Assert.Contains(models, w => w.StartsWith("presentation.customers has a person", StringComparison.Ordinal));
        Assert.DoesNotContain(raw.Concat(models), w => w.Contains(ForgetWorld.Subject, StringComparison.Ordinal));

        var assertion = (await AssertionAsync(world, "raw.orders"))!;
        Assert.Equal(
            ("customer", false, "warn", "2"),
            (
                (string?)assertion["column"],
                (bool)assertion["success"]!,
                (string?)assertion["severity"],
                (string?)assertion["actual"]
            )
        );
        Assert.Equal("2", (string?)(await AssertionAsync(world, "refined.orders"))!["actual"]);
        Assert.DoesNotContain(
            ForgetWorld.Subject,
            (
                await world.Models.AskAsync(
                    "SELECT string_agg(event::text, '') FROM lineage.event WHERE event::text LIKE '%forgotten_people%'"
                )
            )!.ToString()!,
            StringComparison.Ordinal
        );
        Assert.Equal(
            ["presentation.customers", "raw.orders", "refined.orders"],
            (await new ForgetSubject(world.Lake).SeenAgainAsync(world.Columns)).Select(s => $"{s.Table}").Order()
        );
    }

    [Fact]
    public async Task Other_people_are_looked_at_and_not_warned_of()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        await world.EraseAsync();
        await world.LandAsync("d", "", ForgetWorld.Order(8, "cust-alpha-1", "+49 1111 1"));
        Assert.Empty(await RawAsync(world));
        Assert.True((bool)(await AssertionAsync(world, "raw.orders"))!["success"]!);
    }

    [Fact]
    public async Task While_nobody_was_forgotten_nothing_is_looked_at()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        Assert.Null(await ForgottenWatch.OpenAsync(world.Lake, null, TestContext.Current.CancellationToken));
        Assert.Null(await AssertionAsync(world, "raw.orders"));
        Assert.Null(await AssertionAsync(world, "refined.orders"));
    }

    [Fact]
    public async Task A_table_without_a_contract_is_looked_at_by_the_names_that_others_mark_and_numbers_by_any_spelling()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        var watch = await WatchAsync(world, "17850");
        await using var job = world.Lake.OpenJob();
        foreach (
            var values in new[]
            {
                "(17850), (17850), (2)",
                "(17850.0::DOUBLE)",
                "('17850.0')",
                "('\"17850\"'::JSON), ('{}'::JSON)",
            }
        )
        {
            var rows = $"(VALUES {values}) AS t (customer)";
            var schema = job
                .Session.Query($"DESCRIBE FROM {rows}")
                .Rows.Select(r => new Lineage.Datasets.FieldSchema((string)r[0]!, (string)r[1]!))
                .ToList();
            var seen = watch.Look(job.Session, new("raw", "loose"), rows, schema, null, CancellationToken.None);
            Assert.Equal("customer 1", $"{seen.Again.Single().Column} {seen.Again.Single().Subjects}");
        }
    }

    [Fact]
    public async Task A_seed_and_a_quarantine_that_is_judged_again_are_looked_at_too()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        await world.EraseAsync();
        world
            .Models.Project.Write("seeds/people.csv", $"customer,name\n{ForgetWorld.Subject},A\n")
            .Model("presentation.named", "SELECT name FROM {{ ref('people') }}");
        Assert.Contains(
            await ModelsAsync(world, new RunModelsOptions(world.Models.Project.Path) { Models = ["named"] }),
            w => w.StartsWith("raw.people has a person", StringComparison.Ordinal)
        );

        await world.LandAsync("d", "", ForgetWorld.Order(8, ForgetWorld.Subject, "+49 7777 2", amount: 0));
        await world.RunAsync();
        var contract = System.IO.Path.Combine(world.Models.Project.Path, "contracts", "refined.orders.yml");
        await File.WriteAllTextAsync(
            contract,
            (await File.ReadAllTextAsync(contract)).Replace("minimum: 1", "minimum: 0", StringComparison.Ordinal)
        );
        var (warnings, context) = Listen("quarantine.replay");
        await new Quarantine.Replaying.QuarantineReplay(world.Lake).RunAsync(
            new(world.Models.Project.Path, new("refined", "orders")),
            context
        );
        Assert.StartsWith(
            "refined.orders has a person who was forgotten again, in 1 new row ",
            Assert.Single(warnings),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_hinders_the_look_is_told_and_does_not_hinder_the_run()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        await world.EraseAsync();
        await world.LandAsync("d", "", ForgetWorld.Order(8, ForgetWorld.Subject, "+49 7777 2"));
        world.Models.Project.Write("contracts/refined.broken.yml", "kind: [");
        var (warnings, context) = Listen("raw");
        var result = await new JsonLinesToRaw(world.Models.WithKey(null)).RunAsync(
            new JsonLinesToRawOptions("orders", "raw.orders"),
            context
        );

        Assert.Equal(1, result.Rows);
        Assert.Contains(
            warnings,
            w => w.Contains("contracts/refined.broken.yml cannot be read", StringComparison.Ordinal)
        );
        Assert.Contains(
            "raw.orders was not searched for people who were forgotten: privacy.key is not configured",
            warnings
        );
    }

    private static async Task<ForgottenWatch> WatchAsync(ForgetWorld world, string subject)
    {
        await world.Models.AskAsync(
            $"INSERT INTO lake.erasure (id, subject, run_id, who, erased_at, pending) VALUES (gen_random_uuid(), '{new PrivacyKey(ForgetWorld.Secret).Hash(ForgetSubject.Domain, subject)}', gen_random_uuid(), 'test', now(), '{{}}')"
        );
        return (await ForgottenWatch.OpenAsync(world.Lake, null, TestContext.Current.CancellationToken))!;
    }

    private static async Task<List<string>> RawAsync(ForgetWorld world)
    {
        var (warnings, context) = Listen("raw");
        await new JsonLinesToRaw(world.Lake).RunAsync(new JsonLinesToRawOptions("orders", "raw.orders"), context);
        return warnings;
    }

    private static async Task<List<string>> ModelsAsync(ForgetWorld world, RunModelsOptions options)
    {
        var (warnings, context) = Listen("models");
        await world.Models.RunAsync(options, context);
        return warnings;
    }

    private static (List<string> Warnings, StepContext Context) Listen(string step)
    {
        var warnings = new WarningList();
        return (warnings, StepContext.Standalone(step) with { Warnings = warnings });
    }

    private static async Task<JsonNode?> AssertionAsync(ForgetWorld world, string table)
    {
        var text = (string?)
            await world.Models.AskAsync(
                $"""
                SELECT a::text FROM lineage.event e, jsonb_array_elements(e.event -> 'outputs') o, jsonb_array_elements(o #> '{"{"}facets,dataQualityAssertions,assertions{"}"}') a
                WHERE e.event_type = 'COMPLETE' AND o ->> 'name' = '{table}' AND a ->> 'assertion' = 'forgotten_people' ORDER BY e.event_time DESC LIMIT 1
                """
            );
        return text is null ? null : JsonNode.Parse(text);
    }

    private sealed class WarningList : List<string>, IProgress<string>
    {
        public void Report(string value) => Add(value);
    }
}
