using Penstock.Core.Errors;
using Penstock.Core.Steps;
using Penstock.Core.Steps.Planning;
using Penstock.LakeLayers.Maintenance;
using Penstock.LakeLayers.Tables;
using Penstock.Lineage.Datasets;
using Penstock.Testing;

namespace Penstock.LakeLayers.Models;

public class RunModelsTests(PostgresFixture postgres)
{
    private const string Numbers = "SELECT i AS x FROM range(5) t(i)";

    [Fact]
    public async Task Models_run_in_order_and_are_published_together()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.things", Numbers);
        world
            .Project.Model("refined.things", "SELECT x, x * 2 AS y FROM {{ source('raw', 'things') }};")
            .Model(
                "presentation.sums",
                "SELECT sum(y)::BIGINT AS total FROM {{ ref('things') }} WHERE x >= {{ var('from', 0) }}"
            );

        var result = await world.RunAsync(
            new RunModelsOptions(world.Project.Path) { Variables = new Dictionary<string, string> { ["from"] = "3" } }
        );

        Assert.Equal(["refined.things", "presentation.sums"], result.Models.Select(m => m.Table.ToString()));
        Assert.Equal(["14"], await world.RowsAsync("presentation.sums"));
        Assert.Equal(6, result.RowsOut);
        Assert.Equal(1L, await world.AskAsync("SELECT count(DISTINCT run_id) FROM lake.snapshot WHERE zone <> 'raw'"));
        Assert.Equal(
            "raw.things",
            await world.AskAsync("SELECT string_agg(name, ',') FROM lineage.dataset_use WHERE direction = 'input'")
        );
        Assert.Equal(2L, await world.AskAsync("SELECT count(*) FROM lake.row_account"));
    }

    [Fact]
    public async Task A_second_run_skips_until_something_it_is_made_from_changes()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.things", Numbers);
        world
            .Project.Model("refined.a", "SELECT x FROM {{ source('raw', 'things') }}")
            .Model("refined.b", "SELECT x + {{ var('plus', 1) }} AS x FROM {{ ref('a') }}")
            .Model("refined.c", "SELECT x FROM {{ ref('b') }}");
        async Task<string> Ran(Dictionary<string, string>? variables = null)
        {
            var result = await world.RunAsync(new RunModelsOptions(world.Project.Path) { Variables = variables ?? [] });
            return string.Concat(result.Models.Where(m => !m.IsSkipped).Select(m => m.Table.Name));
        }

        Assert.Equal("abc", await Ran());
        Assert.Equal("", await Ran());
        Assert.False((await world.RunAsync()).HasChanged);
        Assert.Equal("bc", await Ran(new() { ["plus"] = "2" }));
        Assert.Equal("bc", await Ran());
        world.Project.Model("refined.c", "SELECT x AS z FROM {{ ref('b') }}");
        Assert.Equal("c", await Ran());
        world.Project.Contract("refined.a", "properties: [{name: x, required: true}]");
        Assert.Equal("abc", await Ran());
        await world.PublishAsync("raw.things", Numbers);
        Assert.Equal("abc", await Ran());
    }

    [Fact]
    public async Task A_table_that_is_what_its_model_would_make_is_not_stale_any_more()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model("refined.a", "SELECT 1 AS x");
        await world.RunAsync();
        await world.AskAsync(
            "INSERT INTO lineage.stale (namespace, name, run_id) VALUES ('penstock://lake', 'refined.a', gen_random_uuid()) RETURNING 1"
        );

        Assert.False((await world.RunAsync()).HasChanged);

        Assert.Equal(0L, await world.AskAsync("SELECT count(*) FROM lineage.stale"));
    }

    [Fact]
    public async Task What_was_only_compacted_does_not_make_its_models_run_again()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        for (var i = 0; i < 3; i++)
            await world.PublishAsync("raw.things", Numbers, append: i > 0);
        world.Project.Model("refined.a", "SELECT x FROM {{ source('raw', 'things') }}");
        await world.RunAsync();

        var compacted = await new CompactTable(world.Lake).RunAsync(
            new CompactOptions(TableName.Parse("raw.things")),
            StepContext.Standalone("compact")
        );

        Assert.NotNull(compacted.SnapshotId);
        Assert.False((await world.RunAsync()).HasChanged);
        await world.PublishAsync("raw.things", Numbers, append: true);
        Assert.True((await world.RunAsync()).HasChanged);
    }

    [Fact]
    public async Task A_plan_says_what_a_run_would_do_and_why_and_writes_nothing()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.things", Numbers);
        world
            .Project.Write("seeds/s.csv", "x\n1\n")
            .Model("refined.a", "SELECT x FROM {{ source('raw', 'things') }}")
            .Model("refined.b", "SELECT x FROM {{ ref('a') }}")
            .Model("refined.c", "SELECT x FROM {{ ref('s') }}")
            .Model("refined.v", "{{ config(materialized='view') }}SELECT 1 AS x");
        async Task<string> Plan() =>
            string.Join(
                "; ",
                (
                    await new PlanModels(world.Lake).RunAsync(new RunModelsOptions(world.Project.Path), new Forecast())
                ).Select(m => $"{m.Table.Name} {m.Action} {m.Reason} {m.RowsRead}→{m.RowsNow}")
            );

        Assert.Equal(
            "a make it was never made 5→; b make it was never made 0→; c make it was never made 0→; v define it was never made 0→",
            await Plan()
        );
        Assert.Equal(1L, await world.AskAsync("SELECT count(*) FROM lake.snapshot"));
        await world.RunAsync();
        world
            .Project.Model("refined.a", "SELECT x + 1 AS x FROM {{ source('raw', 'things') }}")
            .Write("seeds/s.csv", "x\n1\n2\n");

        Assert.Equal(
            "a make its SQL, config, contract or variables have changed 5→5; b make it reads refined.a 5→5; c make raw.s changed 1→1; v skip nothing it is made from has changed 0→",
            await Plan()
        );
    }

    [Fact]
    public async Task A_plan_counts_on_what_steps_before_it_would_leave_behind_and_tells_those_after_it()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model("refined.a", "SELECT x FROM {{ source('raw', 'things') }}");
        var first = new Forecast();
        first.Expect("raw.things", new ExpectedChange(5, 5));
        var made = Assert.Single(await PlanAsync(first));
        await world.PublishAsync("raw.things", Numbers);
        await world.RunAsync();
        var later = new Forecast();
        later.Expect("raw.things", new ExpectedChange(10, 15));

        var grown = Assert.Single(await PlanAsync(later));

        Assert.Equal(("make", null), (made.Action, made.RowsWritten));
        Assert.Equal(("make", 15L, "it reads raw.things"), (grown.Action, grown.RowsWritten, grown.Reason));
        Assert.Equal(new ExpectedChange(15, 15), later.Find("refined.a"));
        Assert.Equal("skip", Assert.Single(await PlanAsync(new Forecast())).Action);

        Task<IReadOnlyList<PlannedModel>> PlanAsync(Forecast forecast) =>
            new PlanModels(world.Lake).RunAsync(new RunModelsOptions(world.Project.Path), forecast);
    }

    [Fact]
    public async Task An_sql_error_names_the_models_file_and_line_and_nothing_is_published()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.things", Numbers);
        world
            .Project.Model("refined.a", "SELECT x FROM {{ source('raw', 'things') }}")
            .Model("refined.b", "-- About b.\nWITH a AS (\n  FROM {{ ref('a') }})\nSELECT x,\n  nothing\nFROM a");

        var error = await Assert.ThrowsAsync<PenstockException>(() => world.RunAsync());

        Assert.Equal("models/refined/b.sql:5", error.Subject);
        Assert.Contains("nothing", error.What, StringComparison.Ordinal);
        Assert.Null(await world.CurrentAsync("refined.a"));
        Assert.Equal(1L, await world.AskAsync("SELECT count(*) FROM lineage.event WHERE event_type = 'FAIL'"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(world.Lake.Options.ScratchFolder));
        Assert.Empty(world.StagedFiles);
    }

    [Theory]
    [InlineData("SELECT\n  x\nFRO {{ source('raw', 'things') }}", 3)]
    [InlineData("SELECT x FROM {{ source('raw', 'things') }};\nDROP VIEW raw.things", 1)]
    [InlineData("SELECT x,\n  CAST('a' || x AS INTEGER) AS y\nFROM {{ source('raw', 'things') }}", 2)]
    public async Task Other_mistakes_in_sql_name_their_line_too(string sql, int line)
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.things", Numbers);
        world.Project.Model("refined.a", sql);

        var error = await Assert.ThrowsAsync<PenstockException>(() => world.RunAsync());

        Assert.Equal($"models/refined/a.sql:{line}", error.Subject);
    }

    [Fact]
    public async Task A_model_cannot_reach_files_of_the_machine()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model("refined.a", "SELECT * FROM read_csv('/etc/passwd')");

        var error = await Assert.ThrowsAsync<PenstockException>(() => world.RunAsync());

        Assert.Contains("models/refined/a.sql", error.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_input_is_named_with_the_model_that_reads_it()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model("refined.a", "FROM {{ source('raw', 'things') }}");

        var error = await Assert.ThrowsAsync<PenstockException>(() => world.RunAsync());

        Assert.Equal("models/refined/a.sql reads raw.things", error.Subject);
    }

    [Fact]
    public async Task Dropped_rows_are_counted_by_rule_and_a_row_lost_in_silence_fails_the_step()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.things", Numbers);
        const string Header = "-- ---\n-- accounts_for: raw.things\n-- ---\n";
        world.Project.Model(
            "refined.a",
            Header
                + """
                SELECT x, CASE WHEN x = 0 THEN 'zero' WHEN x > 2 THEN 'large' END AS _drop_reason, 'text' AS _src_x FROM {{ source('raw', 'things') }}
                """
        );

        var account = (await world.RunAsync()).Models[0].Account;

        Assert.Equal((5, 2, 0), (account.RowsIn, account.RowsOut, account.Quarantined));
        Assert.Equal(new Dictionary<string, long> { ["large"] = 2, ["zero"] = 1 }, account.Dropped);
        Assert.Equal(["1", "2"], await world.RowsAsync("refined.a"));

        world.Project.Model("refined.a", Header + "SELECT x FROM {{ source('raw', 'things') }} WHERE x > 0");
        var error = await Assert.ThrowsAsync<PenstockException>(() => world.RunAsync());
        Assert.Contains("5 rows went in, 4 came out", error.What, StringComparison.Ordinal);
        Assert.Equal(["1", "2"], await world.RowsAsync("refined.a"));
    }

    [Fact]
    public async Task Models_chosen_by_name_read_what_is_published()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.things", Numbers);
        world
            .Project.Model("refined.a", "SELECT x FROM {{ source('raw', 'things') }}")
            .Model("refined.b", "SELECT count(*) AS n FROM {{ ref('a') }} WHERE x > 99");

        await world.RunAsync("a");
        var result = await world.RunAsync("b");

        Assert.Equal("refined.b", Assert.Single(result.Models).Table.ToString());
        Assert.Equal(["0"], await world.RowsAsync("refined.b"));
        Assert.True(Assert.Single((await world.RunAsync("b")).Models).IsSkipped);
    }

    [Fact]
    public async Task A_table_that_is_made_again_by_wish_is_another_for_those_who_read_it()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world
            .Project.Model(
                "refined.a",
                "{{ config(materialized='incremental') }}SELECT x FROM {{ source('raw', 'things') }}"
            )
            .Model("refined.b", "SELECT sum(x) AS n FROM {{ ref('a') }}");
        await world.PublishAsync("raw.things", "SELECT 1 AS x");
        await world.RunAsync();
        await world.PublishAsync("raw.things", "SELECT 10 AS x");
        await world.RunAsync();
        Assert.Equal(["11"], await world.RowsAsync("refined.b"));

        await world.RunAsync(new RunModelsOptions(world.Project.Path) { Models = ["refined.a"], FullRefresh = true });
        var result = await world.RunAsync();

        Assert.Equal([true, false], result.Models.Select(m => m.IsSkipped));
        Assert.Equal(["10"], await world.RowsAsync("refined.b"));
        Assert.All((await world.RunAsync()).Models, m => Assert.True(m.IsSkipped));
    }

    [Fact]
    public async Task A_model_can_read_its_own_last_state()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("refined.log", "SELECT 1 AS x");
        await world.PublishAsync("raw.things", "SELECT 2 AS x");
        world.Project.Model("refined.log", "FROM {{ this }} UNION ALL FROM {{ source('raw', 'things') }}");

        await world.RunAsync();

        Assert.Equal(["1", "2"], await world.RowsAsync("refined.log"));
    }

    [Fact]
    public async Task Column_lineage_is_asked_for_with_the_models_sql_and_its_inputs_columns()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.things", Numbers);
        world.Project.Model("refined.a", "SELECT x AS y FROM {{ source('raw', 'things') }}");
        var raw = DatasetRef.Lake("raw", "things");

        await world.RunAsync(
            new RunModelsOptions(world.Project.Path),
            (sql, inputs) =>
                new Dictionary<string, IReadOnlyList<ColumnSource>> { ["y"] = [new(raw, inputs[raw].Single().Name)] }
        );

        var facet = (string?)
            await world.AskAsync(
                "SELECT event -> 'outputs' -> 0 -> 'facets' ->> 'columnLineage' FROM lineage.event WHERE event_type = 'COMPLETE'"
            );
        Assert.Contains("\"x\"", facet, StringComparison.Ordinal);
    }
}
