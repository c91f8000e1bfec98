using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Models;

/// <summary>What a dbt project holds is read or refused by name; nothing of it is passed over.</summary>
public sealed class ProjectFilesTests
{
    [Theory]
    [InlineData(
        "models/refined/schema.yml",
        "version: 2\nexposures:\n  - name: e",
        "models/refined/schema.yml:3",
        "'exposures' is not read"
    )]
    [InlineData(
        "models/s.yml",
        "sources:\n  - name: raw\n    freshness: {}",
        "models/s.yml:2",
        "'sources' is not read"
    )]
    [InlineData("models/s.yaml", "semantic_models:\n  - name: x", "models/s.yaml:2", "'semantic_models' is not read")]
    [InlineData("models/s.yml", "snapshots:\n  - name: x", "models/s.yml:2", "'snapshots' is not read")]
    [InlineData("models/s.yml", "modles:\n  - name: a", "models/s.yml:2", "Unknown key 'modles'")]
    [InlineData("models/s.yml", "models:\n  - name: a\n    colums: []", "models/s.yml:3", "Unknown key 'colums'")]
    [InlineData(
        "models/s.yml",
        "models:\n  - name: a\n    config: {materialised: view}",
        "models/s.yml:3",
        "Unknown key 'materialised'"
    )]
    [InlineData("models/refined/p.py", "def model(dbt, session): ...", "models/refined/p.py", "Models in Python")]
    [InlineData(
        "snapshots/s.sql",
        "{% snapshot s %}SELECT 1{% endsnapshot %}",
        "snapshots/s.sql",
        "snapshots/ is not read"
    )]
    [InlineData("dbt_project.yml", "vars: {a: 1}", "dbt_project.yml", "not read here")]
    [InlineData("packages.yml", "packages: []", "packages.yml", "not read here")]
    [InlineData("models/refined/b.sql", "SELECT * FROM {{ ref('a', v=1) }}", "models/refined/b.sql:1", "no versions")]
    public async Task It_is_refused_with_its_file_and_line(string file, string text, string at, string why)
    {
        using var folder = new ModelFolder();
        folder.Model("refined.a", "SELECT 1 AS n").Write(file, text);

        var error = await Assert.ThrowsAsync<UsageException>(() => folder.LoadAsync());

        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Contains(at, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_models_may_be_in_a_file_of_either_suffix()
    {
        using var folder = new ModelFolder();
        folder.Model("refined.a", "SELECT 1 AS n").Write("models/s.yaml", "models:\n  - name: a\n    description: One");

        Assert.Equal("One", (await folder.LoadAsync()).Models.Single().Header.Description);
    }

    [Theory]
    [InlineData("{{ config(enabled=false) }}SELECT 1 AS n", "")]
    [InlineData("SELECT 1 AS n", "models:\n  - name: a\n    config: {enabled: false}")]
    public async Task A_model_that_refers_to_a_disabled_one_is_told_that_it_is_disabled(string sql, string notes)
    {
        using var folder = new ModelFolder();
        folder.Model("refined.a", sql).Model("refined.b", "SELECT * FROM {{ ref('a') }}");
        if (notes.Length > 0)
            folder.Write("models/s.yml", notes);

        var error = await Assert.ThrowsAsync<UsageException>(() => folder.LoadAsync());

        Assert.Contains("'a' is disabled (models/refined/a.sql)", error.Message, StringComparison.Ordinal);
        Assert.Contains("models/refined/b.sql", error.Message, StringComparison.Ordinal);
    }
}
