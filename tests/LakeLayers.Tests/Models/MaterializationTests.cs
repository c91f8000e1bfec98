using Penstock.Core.Errors;
using Penstock.LakeLayers.Contracts;
using Penstock.LakeLayers.Iceberg.Catalog;
using Penstock.LakeLayers.Tables;
using Penstock.LakeLayers.Tests.Iceberg;
using Penstock.Testing;

namespace Penstock.LakeLayers.Models;

public class MaterializationTests(PostgresFixture postgres)
{
    private const string OnlyNew = "{% if is_incremental() %} WHERE id > (SELECT max(id) FROM {{ this }}){% endif %}";

    [Fact]
    public async Task A_view_is_its_query_and_follows_what_it_reads()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.things", "SELECT 1 AS id");
        world
            .Project.Model(
                "refined.v",
                "{{ config(materialized='view') }}SELECT id * 10 AS id FROM {{ source('raw', 'things') }}"
            )
            .Model("refined.t", "SELECT id + 1 AS id FROM {{ ref('v') }}");
        await world.RunAsync();

        Assert.Equal(["11"], await world.RowsAsync("refined.t"));
        Assert.Null(await world.CurrentAsync("refined.v"));
        Assert.False((await world.RunAsync()).HasChanged);
        await world.PublishAsync("raw.things", "SELECT 2 AS id");
        Assert.Equal(["20"], await world.RowsAsync("refined.v"));
        await world.RunAsync("refined.t");
        Assert.Equal(["21"], await world.RowsAsync("refined.t"));
    }

    [Fact]
    public async Task A_name_is_a_views_or_a_tables_and_changes_with_the_model()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.things", "SELECT 1 AS id");
        const string Query = "SELECT id FROM {{ source('raw', 'things') }}";
        world.Project.Model("refined.t", Query);
        await world.RunAsync();

        world.Project.Model("refined.t", "{{ config(materialized='view') }}" + Query);
        await world.RunAsync();
        Assert.Null(await world.CurrentAsync("refined.t"));
        Assert.Equal(["1"], await world.RowsAsync("refined.t"));

        world.Project.Model("refined.t", Query);
        await world.RunAsync();
        Assert.Null(await world.Lake.Views.FindAsync(TableName.Parse("refined.t")));
        Assert.Equal(["1"], await world.RowsAsync("refined.t"));
    }

    [Fact]
    public async Task An_incremental_model_adds_its_new_rows_in_a_file_of_their_own()
    {
        await using var world = await MadeAsync(
            "SELECT 1 AS id UNION ALL SELECT 2",
            "{{ config(materialized='incremental') }}SELECT id FROM {{ source('raw', 'things') }}" + OnlyNew
        );
        Assert.False((await world.RunAsync()).HasChanged);
        await world.PublishAsync("raw.things", "SELECT unnest([1, 2, 3]) AS id");

        var result = await world.RunAsync();

        Assert.Equal(1, result.RowsOut);
        Assert.Equal(["1", "2", "3"], await world.RowsAsync("refined.t"));
        Assert.Equal(2, (await world.CurrentAsync("refined.t"))!.Files.Count);
        await world.RunAsync(new RunModelsOptions(world.Project.Path) { FullRefresh = true });
        Assert.Single((await world.CurrentAsync("refined.t"))!.Files);
    }

    [Fact]
    public async Task Merging_replaces_rows_by_their_key_and_adds_the_others()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.things", "SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'c')) v(id, name)");
        world
            .Project.Model(
                "refined.t",
                "{{ config(materialized='incremental', unique_key='id') }}SELECT * FROM {{ source('raw', 'things') }}"
            )
            .Model("presentation.n", "SELECT string_agg(name, '' ORDER BY id) AS names FROM {{ ref('t') }}");
        await world.RunAsync();

        foreach (var (rows, names) in new[] { ("(2, 'B'), (4, 'd')", "aBcd"), ("(4, 'D'), (2, 'bb')", "abbcD") })
        {
            await world.PublishAsync("raw.things", $"SELECT * FROM (VALUES {rows}) v(id, name)");
            await world.RunAsync();
            Assert.Equal([names], await world.RowsAsync("presentation.n"));
        }

        var table = (await world.CurrentAsync("refined.t"))!;
        Assert.Equal((4, 3, 2), (table.Rows, table.Files.Count, table.Deletes.Count));
        var (_, location) = await new IcebergCatalog(world.Lake, TimeProvider.System).LoadAsync(table.Table, default);
        Assert.Equal(
            ["1 a", "2 bb", "3 c", "4 D"],
            (await Icebird.ReadAsync(location)).Select(r => $"{r!["id"]} {r["name"]}").Order()
        );
    }

    [Fact]
    public async Task A_table_of_many_small_changes_is_written_as_a_whole_again()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model(
            "refined.t",
            "{{ config(materialized='incremental', unique_key='id') }}SELECT * FROM {{ source('raw', 'things') }}"
        );
        for (var i = 0; i <= 17; i++)
        {
            await world.PublishAsync("raw.things", $"SELECT 1 AS id, {i} AS n");
            await world.RunAsync();
        }

        var table = (await world.CurrentAsync("refined.t"))!;
        Assert.Equal(["1|17"], await world.RowsAsync("refined.t"));
        Assert.Equal((1, 0), (table.Files.Count, table.Deletes.Count));
    }

    [Fact]
    public async Task Rows_that_would_replace_the_same_row_are_refused()
    {
        await using var world = await MadeAsync(
            "SELECT 1 AS id",
            "{{ config(materialized='incremental', unique_key='id') }}SELECT * FROM {{ source('raw', 'things') }}"
        );
        await world.PublishAsync("raw.things", "SELECT unnest([1, 1]) AS id");

        var error = await Assert.ThrowsAsync<PenstockException>(() => world.RunAsync());

        Assert.Contains("the same unique_key (id): 1 (2 times)", error.Message, StringComparison.Ordinal);
        Assert.Equal(["1"], await world.RowsAsync("refined.t"));
    }

    [Fact]
    public async Task Delete_and_insert_replaces_all_rows_of_the_keys_that_come()
    {
        await using var world = await MadeAsync(
            "SELECT * FROM (VALUES (1, 'a'), (1, 'b'), (2, 'c')) v(day, name)",
            "{{ config(materialized='incremental', unique_key='day', incremental_strategy='delete+insert') }}SELECT * FROM {{ source('raw', 'things') }}"
        );
        await world.PublishAsync("raw.things", "SELECT * FROM (VALUES (1, 'x'), (1, 'y'), (1, 'z')) v(day, name)");

        await world.RunAsync();

        Assert.Equal(["1|x", "1|y", "1|z", "2|c"], await world.RowsAsync("refined.t"));
    }

    [Theory]
    [InlineData("append_new_columns", "1|a|,2||new")]
    [InlineData("ignore", "1|a,2|")]
    [InlineData("fail", null)]
    public async Task Columns_that_come_and_go_are_dealt_with_as_the_model_says(string policy, string? rows)
    {
        await using var world = await MadeAsync(
            "SELECT 1 AS id, 'a' AS old",
            $"{{{{ config(materialized='incremental', on_schema_change='{policy}') }}}}SELECT * FROM {{{{ source('raw', 'things') }}}}"
        );
        await world.PublishAsync("raw.things", "SELECT 2::BIGINT AS id, 'new' AS more");

        if (rows is null)
            Assert.Contains(
                "more",
                (await Assert.ThrowsAsync<PenstockException>(() => world.RunAsync())).Message,
                StringComparison.Ordinal
            );
        else
        {
            await world.RunAsync();
            Assert.Equal(rows.Split(','), await world.RowsAsync("refined.t"));
        }
    }

    [Fact]
    public async Task A_contract_holds_for_the_rows_that_come_and_the_quarantine_grows()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.things", "SELECT * FROM (VALUES (1, 5), (2, -1)) v(id, n)");
        world
            .Project.Model(
                "refined.t",
                "{{ config(materialized='incremental') }}SELECT * FROM {{ source('raw', 'things') }}"
            )
            .Contract(
                "refined.t",
                "properties:\n  - {name: id, primaryKey: true}\n  - {name: n, logicalTypeOptions: {minimum: 0}}"
            );
        await world.RunAsync();
        await world.PublishAsync("raw.things", "SELECT * FROM (VALUES (1, 6), (3, -2), (4, 7)) v(id, n)");

        await world.RunAsync();

        Assert.Equal(["1|5", "4|7"], await world.RowsAsync("refined.t"));
        Assert.Equal(
            ["n.minimum", "n.minimum", "primary_key"],
            await world.RowsAsync("quarantine.refined__t", "SELECT _rule FROM t ORDER BY ALL")
        );
    }

    [Theory]
    [InlineData("strategy='timestamp', updated_at='seen'")]
    [InlineData("strategy='check', check_cols=['city']")]
    public async Task A_snapshot_keeps_every_version_of_a_row(string strategy)
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model(
            "refined.t",
            $"{{% snapshot people %}}{{{{ config(materialized='snapshot', unique_key='id', {strategy}, hard_deletes='invalidate') }}}}SELECT * FROM {{{{ source('raw', 'people') }}}}{{% endsnapshot %}}"
        );
        string[] states =
        [
            "(1, 'Bern', '2026-01-01'), (2, 'Rome', '2026-01-01')",
            "(1, 'Oslo', '2026-02-01'), (2, 'Rome', '2026-01-01')",
            "(1, 'Oslo', '2026-02-01'), (3, 'Kyiv', '2026-03-01')",
        ];
        foreach (var state in states)
        {
            await world.PublishAsync(
                "raw.people",
                $"SELECT id, city, seen::TIMESTAMP AS seen FROM (VALUES {state}) v(id, city, seen)"
            );
            await world.RunAsync();
        }

        Assert.Equal(
            ["1|Bern|False|True", "1|Oslo|True|False", "2|Rome|False|True", "3|Kyiv|True|False"],
            await world.RowsAsync(
                "refined.t",
                "SELECT id, city, is_current, valid_to IS NOT NULL FROM t ORDER BY id, valid_from"
            )
        );
        Assert.Equal(["4|4"], await world.RowsAsync("refined.t", "SELECT count(*), count(DISTINCT version_id) FROM t"));
        Assert.Equal(["0"], await world.RowsAsync("refined.t", "SELECT count(*) FROM t WHERE valid_to <= valid_from"));
        await world.RunAsync(new RunModelsOptions(world.Project.Path) { FullRefresh = true });
        Assert.Equal(["4"], await world.RowsAsync("refined.t", "SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task A_seed_is_landed_typed_and_traced_to_its_line_and_loaded_again_only_when_it_changes()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world
            .Project.Write("seeds/countries.csv", "code,name,members\nCH,Schweiz,26\n\"NL\",\"Nether, lands\",12\n")
            .Model(
                "refined.t",
                "SELECT code, members + 1 AS m, _source_position, _landing_key FROM {{ ref('countries') }}"
            );
        await world.RunAsync();

        Assert.Equal(
            ["CH|27|2", "NL|13|3"],
            await world.RowsAsync("refined.t", "SELECT code, m, _source_position FROM t ORDER BY ALL")
        );
        Assert.StartsWith(
            "landing/seeds/",
            (await world.RowsAsync("refined.t", "SELECT min(_landing_key) FROM t"))[0],
            StringComparison.Ordinal
        );
        await world.RunAsync();
        Assert.Equal(1L, await world.AskAsync("SELECT count(*) FROM lake.snapshot WHERE zone = 'raw'"));
        world.Project.Write("seeds/countries.csv", "code,name,members\nCH,Schweiz,27\n");
        await world.RunAsync();
        Assert.Equal(["28"], await world.RowsAsync("refined.t", "SELECT m FROM t"));
    }

    [Theory]
    [InlineData("SELECT 1 AS id {{ config(materialized='snapshot') }}", "unique_key")]
    [InlineData("SELECT 1 AS id {{ config(materialized='incremental', incremental_strategy='merge') }}", "unique_key")]
    [InlineData("SELECT 1 AS id {{ config(materialised='table') }}", "materialised")]
    [InlineData("SELECT 1 AS id {{ config(materialized='snapshot', unique_key='nothing') }}", "nothing")]
    public async Task What_does_not_go_together_is_said(string sql, string said)
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model("refined.t", sql);

        var error = await Assert.ThrowsAsync<UsageException>(() => world.RunAsync());

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("models/refined/t.sql", error.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folders_name_the_zones_and_defaults_of_their_models()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world
            .Project.Write(
                "models.yml",
                "folders:\n  .: {zone: presentation}\n  staging: {zone: refined, materialized: view, tags: [stg]}\nvars: {factor: 3}"
            )
            .Write("models/staging/stg_a.sql", "SELECT 2 AS x")
            .Write("models/b.sql", "SELECT x * {{ var('factor') }} AS y FROM {{ ref('stg_a') }}");

        await world.RunAsync();

        Assert.Equal(["6"], await world.RowsAsync("presentation.b"));
        Assert.NotNull(await world.Lake.Views.FindAsync(TableName.Parse("refined.stg_a")));
    }

    [Fact]
    public async Task Macros_are_known_to_all_models()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world
            .Project.Write(
                "macros/money.sql",
                "{% macro cents(column, digits=2) %}round({{ column }} / 100, {{ digits }}){% endmacro %}"
            )
            .Model(
                "refined.t",
                "{% set names = ['a', 'b'] %}\nSELECT {{ cents('250') }} AS money{% for n in names %},\n '{{ n }}' AS {{ n }}{% endfor %}"
            );

        await world.RunAsync();

        Assert.Equal(["2.5|a|b"], await world.RowsAsync("refined.t"));
    }

    [Fact]
    public async Task An_error_behind_a_loop_names_its_line_in_the_file()
    {
        await using var world = await ModelWorld.CreateAsync(postgres);
        world.Project.Model(
            "refined.t",
            "{% set names = ['a', 'b', 'c'] %}\nSELECT\n{% for n in names %}\n  1 AS {{ n }},\n{% endfor %}\n  nothing\nFROM (SELECT 1)"
        );

        var error = await Assert.ThrowsAsync<PenstockException>(() => world.RunAsync());

        Assert.Equal("models/refined/t.sql:6", error.Subject);
    }

    /// <summary>A world where raw.things has the rows of a query and a model has made refined.t of them.</summary>
    private async Task<ModelWorld> MadeAsync(string things, string model)
    {
        var world = await ModelWorld.CreateAsync(postgres);
        await world.PublishAsync("raw.things", things);
        world.Project.Model("refined.t", model);
        await world.RunAsync();
        return world;
    }
}
