using System.Text.Json.Nodes;
using Penstock.Core.Steps;
using Penstock.Testing;

namespace Penstock.LakeLayers.Erasure;

/// <summary>Erasures that break off before their report is signed are told of by the one that finishes them.</summary>
public sealed class UnclosedErasureTests(PostgresFixture postgres)
{
    private static readonly Dictionary<string, long> Warehouse = new()
    {
        ["warehouse.fact"] = 7,
        ["warehouse.dim"] = 1,
    };

    [Fact]
    public async Task The_report_of_the_run_that_finishes_an_erasure_tells_of_all_of_it()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        var forget = new ForgetSubject(world.Lake);
        // The run is killed after the lake's part: the warehouse has its rows still, and nothing is signed.
        var cut = await forget.EraseAsync(
            world.Options with
            {
                Warehouse = Warehouse,
                Who = "first",
            },
            StepContext.Standalone("forget")
        );
        Assert.Contains(
            "broke off before its report was signed",
            Assert.Single((await forget.FindAsync(world.Options)).Notes),
            StringComparison.Ordinal
        );

        // Some of the warehouse was done, too.
        var result = await forget.EraseAsync(
            world.Options with
            {
                Warehouse = new Dictionary<string, long> { ["warehouse.dim"] = 1 },
                Who = "second",
            },
            StepContext.Standalone("forget")
        );
        var report = ErasureReport.Of(result);
        await forget.KeepAsync(result, report.ToJsonString());

        Assert.Equal(
            Warehouse.OrderBy(w => w.Key),
            report["warehouse"]!
                .AsArray()
                .ToDictionary(w => (string)w!["table"]!, w => (long)w!["rows"]!)
                .OrderBy(w => w.Key)
        );
        Assert.Empty(report["tables"]!.AsArray());
        var earlier = Assert.Single(report["earlier"]!.AsArray())!;
        var whole = ErasureReport.Of(cut);
        foreach (
            var part in new[]
            {
                "id",
                "erasedAt",
                "by",
                "tables",
                "landing",
                "notErased",
                "tokens",
                "testRows",
                "profiles",
                "notes",
            }
        )
            Assert.True(JsonNode.DeepEquals(whole[part], earlier[part]), part);
        Assert.Equal(("first", "second"), ((string)earlier["by"]!, (string)report["by"]!));
        Assert.Equal(5, earlier["tables"]!.AsArray().Count);
        Assert.Empty((await forget.FindAsync(world.Options)).Notes);
        Assert.Equal(
            2L,
            await world.Models.AskAsync(
                $"SELECT count(*) FROM lake.erasure WHERE closed_by = '{result.Id}' AND tokens = '{{}}'"
            )
        );

        Assert.Empty((await forget.EraseAsync(world.Options, StepContext.Standalone("forget"))).Earlier);
    }

    [Fact]
    public async Task One_that_breaks_off_twice_is_told_of_in_all_its_parts_and_another_persons_is_not()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        var forget = new ForgetSubject(world.Lake);
        var first = await world.EraseAsync();
        await world.LandAsync("d", "", ForgetWorld.Order(9, ForgetWorld.Subject, "+49 7777 9"));
        await world.RunAsync();
        var second = await world.EraseAsync();
        Assert.Empty(
            (
                await forget.EraseAsync(
                    world.Options with
                    {
                        Subject = "cust-alpha-1",
                    },
                    StepContext.Standalone("forget")
                )
            ).Earlier
        );

        var last = await world.EraseAsync();

        Assert.Equal(
            [$"{first.Id}", $"{second.Id}"],
            ErasureReport.Of(last)["earlier"]!.AsArray().Select(e => (string)e!["id"]!)
        );
        Assert.All(last.Earlier, e => Assert.DoesNotContain("earlier", e.Select(p => p.Key)));
        Assert.Equal([1L], last.Earlier[1]["landing"]!.AsArray().Select(o => (long)o!["lines"]!));
    }

    [Fact]
    public async Task Tokens_that_left_the_vault_still_find_rows_of_the_warehouse_until_the_report_is_signed()
    {
        await using var world = await ForgetWorld.CreateAsync(postgres);
        world
            .Models.Project.Contract(
                "refined.tokens",
                "properties:\n  - {name: customer, customProperties: [{property: subject, value: true}, {property: pii, value: account}, {property: protect, value: tokenise}]}"
            )
            .Model(
                "refined.tokens",
                "SELECT DISTINCT customer FROM {{ source('raw', 'orders') }} WHERE customer IS NOT NULL"
            );
        await world.Models.RunAsync("refined.tokens");
        var forget = new ForgetSubject(world.Lake);
        var token = Assert.Single(
            await forget.ValuesAsync(world.Options),
            v => v.StartsWith("tok_", StringComparison.Ordinal)
        );
        Assert.Contains(token, await world.Models.RowsAsync("refined.tokens"));

        await world.EraseAsync();
        Assert.Equal(0L, await world.Models.AskAsync($"SELECT count(*) FROM lake.token WHERE token = '{token}'"));
        Assert.Contains(token, await forget.ValuesAsync(world.Options));

        var result = await world.EraseAsync();
        await forget.KeepAsync(result, "{}");
        Assert.DoesNotContain(token, await forget.ValuesAsync(world.Options));
    }
}
