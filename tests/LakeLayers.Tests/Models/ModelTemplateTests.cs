using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Models;

public class ModelTemplateTests
{
    [Fact]
    public async Task Calls_become_quoted_tables_and_literals_and_lines_stay_where_they_are()
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
            FROM "refined"."a" JOIN "raw"."things"
             USING (x)
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
}
