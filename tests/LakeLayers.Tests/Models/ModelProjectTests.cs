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

    [Theory]
    [InlineData("seeds/s.yml", "seeds: [{name: codes, config: {enabled: false}}]", "codes", "seeds/codes.csv")]
    [InlineData("models/refined/a.yml", "enabled: false", "a", "models/refined/a.sql")]
    [InlineData("models/refined/a.sql", "SELECT 1 AS x {{ config(enabled=false) }}", "a", "models/refined/a.sql")]
    public async Task What_reads_something_disabled_is_told_so(string file, string text, string name, string said)
    {
        using var folder = new ModelFolder()
            .Model("refined.a", "SELECT 1 AS x")
            .Write("seeds/codes.csv", "x\n1\n")
            .Write(file, text);
        await folder.LoadAsync();

        folder.Model("refined.b", $"SELECT * FROM {{{{ ref('{name}') }}}}");
        var ofModel = await Assert.ThrowsAsync<UsageException>(() => folder.LoadAsync());
        folder
            .Model("refined.b", "SELECT 1 AS x")
            .Write(
                "models/refined/b.yml",
                $"columns:\n  - name: x\n    tests:\n      - relationships: {{to: ref('{name}'), field: x}}"
            );
        var ofTest = await Assert.ThrowsAsync<UsageException>(() => folder.LoadAsync());

        Assert.All(
            [ofModel, ofTest],
            e => Assert.Contains($"'{name}' is disabled ({said})", e.What, StringComparison.Ordinal)
        );
        Assert.StartsWith("models/refined/b.sql", ofModel.Subject, StringComparison.Ordinal);
        Assert.Equal("models/refined/b.yml:4", ofTest.Subject);
    }
}
