using System.Globalization;
using Penstock.Core.Errors;
using Penstock.LakeLayers.Diffs;
using Penstock.LakeLayers.Models;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Query;
using Penstock.Testing;

namespace Penstock.LakeLayers.Tests.Diffs;

/// <summary>What became of a table's rows between two states.</summary>
public sealed class TableDiffsTests(PostgresFixture postgres)
{
    private static readonly TableName Table = TableName.Parse("refined.t");

    [Fact]
    public async Task Rows_are_added_removed_and_changed_by_key()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var before = await lake.PublishAsync(
            "refined.t",
            "SELECT * FROM (VALUES (1, 'one', 1.5), (2, 'two', 2.5), (3, NULL, 3.5), (NULL, 'no number', 0)) v(id, name, price)"
        );
        var after = await lake.PublishAsync(
            "refined.t",
            "SELECT * FROM (VALUES (2, 'two', 2.75), (3, 'three', 3.5), (4, 'four', 4.5), (NULL, 'no number', 0)) v(id, name, price)"
        );

        var diff = await CompareAsync(lake, before, after, "ID");

        Assert.Equal((1L, 1L, 2L, 1L), (diff.Added, diff.Removed, diff.Changed, diff.Unchanged));
        Assert.Equal(
            ["added 4", "removed 1", "changed 2", "changed 3"],
            diff.Sample.Select(r => $"{r.Kind} {(r.After ?? r.Before)!["id"]}")
        );
        Assert.Equal((2.5m, 2.75m), (diff.Sample[2].Before!["price"], diff.Sample[2].After!["price"]));
        Assert.Equal(new Dictionary<string, long> { ["name"] = 1, ["price"] = 1 }, diff.ChangedBy);
    }

    [Fact]
    public async Task Without_a_key_whole_rows_are_counted_as_often_as_they_are_there()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var before = await lake.PublishAsync(
            "refined.t",
            "SELECT * FROM (VALUES ('a', [1, NULL]), ('a', [1, NULL]), ('b', NULL), ('c', [])) v(name, list)"
        );
        var after = await lake.PublishAsync(
            "refined.t",
            "SELECT * FROM (VALUES ('a', [1, NULL]), ('b', NULL), ('b', NULL), ('b', NULL), ('c', [2])) v(name, list)"
        );

        var diff = await CompareAsync(lake, before, after);

        Assert.Equal((3L, 2L, 0L, 2L), (diff.Added, diff.Removed, diff.Changed, diff.Unchanged));
        Assert.Equal(
            ["added b 2", "added c 1", "removed a 1", "removed c 1"],
            diff.Sample.Select(r => $"{r.Kind} {(r.After ?? r.Before)!["name"]} {r.Times}")
        );
    }

    [Fact]
    public async Task A_run_that_made_the_same_rows_again_made_no_difference()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        const string Rows = "SELECT i AS n, uuid() AS _run_id, now() AS _ingested_at FROM range(100) r(i)";
        var (before, after) = (await lake.PublishAsync("refined.t", Rows), await lake.PublishAsync("refined.t", Rows));

        Assert.Equal((0L, 0L, 100L), Figures(await CompareAsync(lake, before, after)));
        Assert.Equal((0L, 0L, 100L), Figures(await CompareAsync(lake, before, after, "n")));
        var all = await new TableDiffs(lake.Lake).CompareAsync(
            new DiffOptions(Table, Text(before.Id), Text(after.Id)) { Ignored = [] }
        );
        Assert.Equal((100L, 100L, 0L), Figures(all));
    }

    [Fact]
    public async Task Columns_that_come_go_or_change_their_type_are_named_and_the_others_are_compared()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var before = await lake.PublishAsync("refined.t", "SELECT 1::INTEGER AS n, 'x' AS gone, 5 AS same");
        var after = await lake.PublishAsync("refined.t", "SELECT 1::BIGINT AS n, true AS is_new, 5 AS same");

        var diff = await CompareAsync(lake, before, after);

        Assert.Equal(["- gone VARCHAR", "+ is_new BOOLEAN", "n INTEGER -> BIGINT"], diff.Columns);
        Assert.Equal((0L, 0L, 1L), Figures(diff));
    }

    [Fact]
    public async Task States_are_named_by_snapshot_run_or_time_and_files_that_both_have_are_not_read()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var first = await lake.PublishAsync("refined.t", "SELECT i AS n FROM range(1000) r(i)");
        var second = await lake.PublishAsync("refined.t", "SELECT 1000 AS n", append: true);
        await lake.Lake.Objects.DeleteAsync(first.Files[0].Key);

        var time = first.CommittedAt.ToString("O", CultureInfo.InvariantCulture);
        foreach (var from in new[] { Text(first.Id), first.RunId.ToString(), time })
        {
            var diff = await new TableDiffs(lake.Lake).CompareAsync(
                new DiffOptions(Table, from, second.RunId.ToString())
            );
            Assert.Equal((first.Id, second.Id, 1L, 1000L), (diff.From, diff.To, diff.Added, diff.Unchanged));
        }
        await Assert.ThrowsAsync<UsageException>(() =>
            new TableDiffs(lake.Lake).CompareAsync(new DiffOptions(Table, "2000-01-01", time))
        );
    }

    [Fact]
    public async Task A_key_that_several_rows_have_or_that_is_no_column_is_refused()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var before = await lake.PublishAsync("refined.t", "SELECT 1 AS n, i AS m FROM range(2) r(i)");
        var after = await lake.PublishAsync("refined.t", "SELECT 1 AS n, 1 AS m");

        var error = await Assert.ThrowsAsync<KeyNotUniqueException>(() => CompareAsync(lake, before, after, "n"));
        Assert.Contains("refined.t: n=1", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<UsageException>(() => CompareAsync(lake, before, after, "x"));
    }

    [Fact]
    public async Task The_first_declared_key_that_tells_rows_apart_is_taken_and_named()
    {
        await using var lake = await TestLake.CreateAsync(postgres);
        var before = await lake.PublishAsync("refined.t", "SELECT 1 AS n, i AS m, i AS id FROM range(2) r(i)");
        var after = await lake.PublishAsync("refined.t", "SELECT 2 AS n, i AS m FROM range(2) r(i)");
        DiffKey gone = new(["id"], "the rule"),
            shared = new(["n"], "the model"),
            fine = new(["M"], "the test");

        var diff = await DiffAsync(gone, shared, fine);
        Assert.Equal(("m", "the test", 2L), (string.Join(',', diff.Key), diff.KeyFrom, diff.Changed));
        Assert.Equal(
            ["the rule: id is not in both states", "the model: several rows have the same n"],
            diff.PassedOver
        );
        var whole = await DiffAsync(shared);
        Assert.Equal((0, null, 2L), (whole.Key.Count, whole.KeyFrom, whole.Added));
        await Assert.ThrowsAsync<KeyNotUniqueException>(() => DiffAsync(shared with { IsPromised = true }));

        Task<TableDiff> DiffAsync(params DiffKey[] keys) =>
            new TableDiffs(lake.Lake).CompareAsync(
                new DiffOptions(Table, Text(before.Id), Text(after.Id)) { Keys = keys }
            );
    }

    [Fact]
    public async Task Keys_come_from_the_contract_the_model_and_its_tests_in_that_order()
    {
        using var folder = new ModelFolder();
        folder
            .Contract(
                "refined.t",
                "properties:\n  - {name: id, primaryKey: true}\n  - {name: mail, quality: [{metric: duplicateValues}]}"
            )
            .Model(
                "refined.t",
                "{{ config(materialized='incremental', unique_key=['a', 'b']) }}SELECT 1 AS id, 'x' AS mail, 1 AS a, 2 AS b, 3 AS c, 4 AS d"
            )
            .Write(
                "models/refined/t.yml",
                """
                tests:
                  - unique_combination_of_columns: {combination_of_columns: [c, d]}
                columns:
                  - {name: c, tests: [unique, not_null]}
                  - {name: d, tests: [{unique: {severity: warn}}]}
                  - {name: a, tests: [{unique: {where: b = 1}}]}
                """
            )
            .Model(
                "refined.past",
                "{{ config(materialized='snapshot', unique_key='a', strategy='check', check_cols='all') }}SELECT 1 AS a"
            );

        Assert.Equal(
            [
                "id: the primary key of contracts/refined.t.yml",
                "a,b: unique_key of models/refined/t.sql",
                "mail: the rule mail.duplicateValues of contracts/refined.t.yml",
                "c,d: the test unique_combination_of_columns_t (models/refined/t.yml)",
                "c: the test unique_t_c (models/refined/t.yml)",
            ],
            await KeysAsync("refined.t")
        );
        Assert.Equal(["version_id: the versions of models/refined/past.sql"], await KeysAsync("refined.past"));
        Assert.Empty(await KeysAsync("raw.t"));
        folder.Model("refined.broken", "{{ config(materialized='nothing') }}SELECT 1");
        Assert.Equal(["id", "mail"], (await KeysAsync("refined.t")).Select(k => k.Split(':')[0]));

        async Task<IEnumerable<string>> KeysAsync(string table) =>
            (await DeclaredKeys.FindAsync([folder.Path], TableName.Parse(table))).Select(k =>
                $"{string.Join(',', k.Columns)}: {k.From}"
            );
    }

    private static Task<TableDiff> CompareAsync(
        TestLake lake,
        TableSnapshot before,
        TableSnapshot after,
        params string[] key
    ) => new TableDiffs(lake.Lake).CompareAsync(new DiffOptions(Table, Text(before.Id), Text(after.Id)) { Key = key });

    private static (long Added, long Removed, long Unchanged) Figures(TableDiff diff) =>
        (diff.Added, diff.Removed, diff.Unchanged);

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
