using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Models;

public class ModelTemplateTests
{
    private static readonly Dictionary<string, string> NoVariables = [];

    [Fact]
    public void Calls_become_quoted_tables_and_literals_and_lines_stay_where_they_are()
    {
        using var folder = new ModelFolder()
            .Model("refined.a", "SELECT 1 AS x")
            .Model("refined.b", """
                SELECT *, {{ var('rate', 1.5) }} AS rate, {{ var('who', 'it''s') }}
                FROM {{ ref('a') }} JOIN {{
                  source('raw', 'things') }} USING (x)
                WHERE y > {{ var("from") }} AND NOT {{ var('off', false) }} AND z <> '{{ var('from') }}' -- {{ this }}
                ;
                """.Replace("it''s", "its", StringComparison.Ordinal));
        var project = folder.Load();

        var sql = ModelRenderer.Render(project.Models[1], project, new Dictionary<string, string> { ["from"] = "O'Neill" });

        Assert.Equal("""
            SELECT *, 1.5 AS rate, 'its'
            FROM "refined"."a" JOIN "raw"."things"
             USING (x)
            WHERE y > 'O''Neill' AND NOT false AND z <> 'O''Neill' -- "refined"."b"
            """, sql);
    }

    [Theory]
    [InlineData("SELECT 1\nFROM {{ ref('a' }}", "models/refined/b.sql:2")]
    [InlineData("SELECT 1\n\n{% if is_incremental() %} {% endif %}", "models/refined/b.sql:3")]
    [InlineData("SELECT {{ config(materialized='view') }} 1", "models/refined/b.sql:1")]
    [InlineData("SELECT 1\nFROM {{ ref('a')", "models/refined/b.sql:2")]
    [InlineData("SELECT\n1 FROM {{ ref('nobody') }}", "models/refined/b.sql:2")]
    [InlineData("-- ---\n-- colour: red\n-- ---\nSELECT 1", "models/refined/b.sql:2")]
    [InlineData("-- ---\n-- owner: me\nSELECT 1", "models/refined/b.sql:1")]
    public void What_is_not_understood_is_named_with_file_and_line(string sql, string place)
    {
        using var folder = new ModelFolder().Model("refined.a", "SELECT 1 AS x").Model("refined.b", sql);

        var error = Assert.Throws<UsageException>(folder.Load);

        Assert.Equal(place, error.Subject);
    }

    [Fact]
    public void A_variable_without_value_and_default_is_an_error()
    {
        using var folder = new ModelFolder().Model("refined.a", "SELECT\n {{ var('day') }}");
        var project = folder.Load();

        var error = Assert.Throws<UsageException>(() => ModelRenderer.Render(project.Models[0], project, NoVariables));

        Assert.Equal("models/refined/a.sql:2", error.Subject);
        Assert.Contains("'day'", error.What, StringComparison.Ordinal);
    }
}
