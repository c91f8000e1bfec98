using Penstock.Core.Errors;
using Penstock.LakeLayers.Models.Templates;
using Penstock.Testing;

namespace Penstock.LakeLayers.Models;

public class ModelTemplateTests
{
    [Fact]
    public async Task Calls_become_quoted_tables_and_literals()
    {
        using var folder = new ModelFolder()
            .Model("refined.a", "SELECT 1 AS x")
            .Model(
                "refined.b",
                """
                SELECT *, {{ var('rate', 1.5) }} AS rate, {{ var('who', 'it''s') }}
                FROM {{ ref('a') }} JOIN {{
                  source('raw', 'things') }} USING (x)
                WHERE y > {{ var("from") }} AND NOT {{ var('off', false) }} AND z <> '{{ var('from') }}' -- {{ this }}
                ;
                """.Replace("it''s", "its", StringComparison.Ordinal)
            );

        var project = await folder.LoadAsync(new() { ["from"] = "O'Neill" });

        Assert.Equal(
            """
            SELECT *, 1.5 AS rate, 'its'
            FROM "refined"."a" JOIN "raw"."things" USING (x)
            WHERE y > 'O''Neill' AND NOT false AND z <> 'O''Neill' -- "refined"."b"
            """,
            project.Models[1].CompiledSql
        );
    }

    [Theory]
    [InlineData("SELECT 1\nFROM {{ ref('a' }}", "models/refined/b.sql:2")]
    [InlineData("SELECT 1\n\n{% if x %} {% elseif %}", "models/refined/b.sql:3")]
    [InlineData("SELECT\n{{ config(materialized='heap') }} 1", "models/refined/b.sql:2")]
    [InlineData("SELECT\n\n{{ nothing }}", "models/refined/b.sql:3")]
    [InlineData("SELECT 1\nFROM {{ ref('a')", "models/refined/b.sql:2")]
    [InlineData("SELECT\n1 FROM {{ ref('nobody') }}", "models/refined/b.sql:2")]
    [InlineData("-- ---\n-- colour: red\n-- ---\nSELECT 1", "models/refined/b.sql:2")]
    [InlineData("-- ---\n-- owner: me\nSELECT 1", "models/refined/b.sql:1")]
    public async Task What_is_not_understood_is_named_with_file_and_line(string sql, string place)
    {
        using var folder = new ModelFolder().Model("refined.a", "SELECT 1 AS x").Model("refined.b", sql);

        var error = await Assert.ThrowsAsync<UsageException>(() => folder.LoadAsync());

        Assert.Equal(place, error.Subject);
    }

    [Fact]
    public async Task A_variable_without_value_and_default_is_known_with_its_line()
    {
        using var folder = new ModelFolder().Model("refined.a", "SELECT\n {{ var('day') }}");
        var model = (await folder.LoadAsync()).Models[0];

        Assert.Equal(("day", 2), model.Missing.Select(m => (m.Name, m.Line)).Single());
    }

    [Theory]
    [InlineData("{{ var('x') }}", "'O''Neill'")]
    [InlineData("'{{ var('x') }}'", "'O''Neill'")]
    [InlineData("'%{{ var('x') }}%'", "'%O''Neill%'")]
    [InlineData("\"{{ var('x') }}\"", "\"O'Neill\"")]
    [InlineData("E'{{ var('b') }}'", @"E'\\'' OR 1=1 --'")]
    [InlineData("{{ var('x').strip() }}", "'O''Neill'")]
    [InlineData("{{ var('x') | upper }}", "'O''NEILL'")]
    [InlineData("{{ 'a_' ~ var('x') }}", "'a_O''Neill'")]
    [InlineData("{{ var('x')[0] + var('x')[1] }}", "'O'''")]
    [InlineData("{{ '%s!' % var('x') }}", "'O''Neill!'")]
    [InlineData("{{ '{}!'.format(var('x')) }}", "'O''Neill!'")]
    [InlineData("{{ [var('x'), 'b'] | join('-') }}", "'O''Neill-b'")]
    [InlineData("{% macro m(v) %}f({{ v }}){% endmacro %}{{ m(var('x')) }}", "f('O''Neill')")]
    [InlineData("{% macro m(v) %}{{ v }}{% endmacro %}'{{ m(var('x')) }}'", "'O''Neill'")]
    [InlineData("{% set s %}a = {{ var('x') }} {% endset %}{{ s | trim }};1", "a = 'O''Neill';1")]
    [InlineData("{% for c in var('list') %}{{ c }},{% endfor %}", "'a','b''c',")]
    [InlineData("{{ var('n') + 1 }}", "6")]
    [InlineData("{{ var('missing', 'it') }}", "'it'")]
    [InlineData("{{ ref('a') }} {{ none }} {{ true }}", "\"refined\".\"a\" NULL true")]
    [InlineData("{% macro m(v) %}{{ return([v, 2]) }}{% endmacro %}{{ m(1)[1] }}", "2")]
    [InlineData("{% for c in ['a', 'secret'] if c != 'secret' %}{{ c }}{% endfor %}", "a")]
    [InlineData("{% set ns = namespace(n=0) %}{% set ns.n = ns.n + 1 %}{{ ns.n }}", "1")]
    public async Task Values_from_outside_stay_values(string sql, string compiled)
    {
        using var folder = new ModelFolder().Model("refined.a", "SELECT 1").Model("refined.b", "SELECT " + sql);

        var project = await folder.LoadAsync(
            new()
            {
                ["x"] = "O'Neill",
                ["b"] = @"\' OR 1=1 --",
                ["n"] = "5",
                ["list"] = "[a, \"b'c\"]",
            }
        );

        Assert.Equal("SELECT " + compiled, project.Models.Single(m => m.Table.Name == "b").CompiledSql);
    }

    [Theory]
    [InlineData("{{ \"'\" ~ var('x') ~ \"'\" }}")]
    [InlineData("{% set s %}a = {{ var('x') }}{% endset %}{{ s.replace(\"'\", '') }}")]
    [InlineData("{% set s %}a = {{ var('x') }}{% endset %}{{ s[4:] }}")]
    [InlineData("/* {{ var('x') ~ '*/' }} */")]
    [InlineData("$$ {{ var('x') }} $$")]
    [InlineData("{{ [1, 2] }}")]
    [InlineData("{{ nothing }}")]
    [InlineData("{{ run_query('select 1') }}")]
    [InlineData("{{ env_var('HOME') }}")]
    [InlineData("{{ modules.datetime.datetime.now() }}")]
    [InlineData("{{ adapter.get_relation() }}")]
    [InlineData("{{ exceptions.raise_compiler_error('no') }}")]
    [InlineData("{% materialization mine, default %}{% endmaterialization %}")]
    [InlineData("{{ ref('a', v=1) }}")]
    [InlineData("{{ ''.__class__.__mro__ }}")]
    public async Task What_cannot_be_is_refused_with_file_and_line(string sql)
    {
        using var folder = new ModelFolder().Model("refined.a", "SELECT 1").Model("refined.b", "SELECT 1\n" + sql);

        var error = await Assert.ThrowsAsync<UsageException>(() => folder.LoadAsync(new() { ["x"] = "v" }));

        Assert.Equal("models/refined/b.sql:2", error.Subject);
    }

    [Fact]
    public void The_page_says_of_each_word_of_dbt_whether_it_is_there()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "reference", "models.md"));

        Assert.All(
            DbtWord.All,
            w =>
                Assert.Contains(
                    $"| `{w.Name}` | {(w.Refusal is null ? "yes" : "refused")} |",
                    page,
                    StringComparison.Ordinal
                )
        );
    }
}
