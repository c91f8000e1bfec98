using Penstock.Core.Errors;
using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Models;

public class ModelProjectTests
{
    [Fact]
    public async Task Models_come_after_those_they_read()
    {
        using var folder = new ModelFolder()
            .Model("presentation.a", "SELECT * FROM {{ ref('refined.c') }} JOIN {{ ref('b') }} USING (x)")
            .Model("presentation.b", "SELECT * FROM {{ ref('c') }}")
            .Model("refined.c", "SELECT * FROM {{ source('raw', 'things') }}");

        var project = await folder.LoadAsync();

        Assert.Equal(["refined.c", "presentation.b", "presentation.a"], project.Models.Select(m => m.Table.ToString()));
        Assert.Equal(["refined.c", "presentation.b"], project.Models[2].Inputs.Select(t => t.ToString()));
        Assert.Equal(
            ["presentation.b", "presentation.a"],
            new ModelSelector(project, new Dictionary<TableName, string>())
                .Select(["presentation"])
                .Select(m => m.Table.ToString())
        );
        Assert.Equal(
            ["refined.c", "presentation.a"],
            new ModelSelector(project, new Dictionary<TableName, string>())
                .Select(["presentation.a", "c"])
                .Select(m => m.Table.ToString())
        );
        Assert.Throws<UsageException>(() =>
            new ModelSelector(project, new Dictionary<TableName, string>()).Select(["nothing"])
        );
    }

    [Fact]
    public async Task A_circle_of_models_is_shown_whole()
    {
        using var folder = new ModelFolder()
            .Model("refined.a", "SELECT * FROM {{ ref('b') }}")
            .Model("refined.b", "SELECT * FROM {{ ref('c') }}")
            .Model("refined.c", "SELECT * FROM {{ ref('b') }}");

        var error = await Assert.ThrowsAsync<UsageException>(() => folder.LoadAsync());

        Assert.Contains("refined.b → refined.c → refined.b", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_in_two_zones_needs_its_zone()
    {
        using var folder = new ModelFolder()
            .Model("refined.a", "SELECT 1 AS x")
            .Model("presentation.a", "SELECT 1 AS x")
            .Model("presentation.b", "SELECT * FROM {{ ref('a') }}");

        var error = await Assert.ThrowsAsync<UsageException>(() => folder.LoadAsync());

        Assert.Equal("models/presentation/b.sql:1", error.Subject);
    }

    [Fact]
    public async Task A_header_is_read_from_the_file_or_from_beside_it()
    {
        using var folder = new ModelFolder()
            .Model(
                "refined.a",
                "-- ---\n-- accounts_for: raw.things\n-- tags: [daily]\n-- ---\n-- A comment.\nSELECT * FROM {{ source('raw', 'things') }}"
            )
            .Model("refined.b", "SELECT 1 AS x")
            .Write("models/refined/b.yml", "owner: sales");

        var models = (await folder.LoadAsync()).Models;

        Assert.Equal(TableName.Parse("raw.things"), models[0].Header.AccountsFor);
        Assert.Equal(["daily"], models[0].Header.Tags);
        Assert.Equal("sales", models[1].Header.Owner);
    }
}
