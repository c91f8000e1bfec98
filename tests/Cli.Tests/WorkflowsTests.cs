using System.Text.Json.Nodes;
using Penstock.Core.Processes;
using Penstock.Testing;

namespace Penstock.Cli.Tests;

public sealed class WorkflowsTests(CliFixture cli)
{
    [Fact]
    public async Task Definitions_move_between_the_folder_the_store_and_files()
    {
        using var folder = new TestFolder();
        // A store of its own: a server that another test starts fills the site's one from the folder.
        var store = new Dictionary<string, string>
        {
            ["PENSTOCK__METADATA__CONNECTION"] = await cli.Site.Postgres.CreateDatabaseAsync("definitions"),
        };
        Task<CommandLine.Result> RunAsync(params string[] arguments) => cli.RunWithAsync(store, arguments);
        var missing = await RunAsync("workflows", "diff", "customer-is-king", "--json");
        Assert.Equal((1, "OnlyInFolder"), (missing.ExitCode, JsonNode.Parse(missing.Output)![0]!["state"]!.ToString()));

        var imported = await RunAsync("workflows", "import", "--json");
        Assert.True(imported.ExitCode == 0, imported.Error);
        Assert.Equal(
            ("customer-is-king", true),
            (
                JsonNode.Parse(imported.Output)![0]!["definitionId"]!.ToString(),
                (bool)JsonNode.Parse(imported.Output)![0]!["isPublished"]!
            )
        );
        Assert.Equal("[]", (await RunAsync("workflows", "import", "--json")).Output.Trim());
        Assert.Equal(0, (await RunAsync("workflows", "diff")).ExitCode);

        var file = folder["one.json"];
        Assert.Equal(0, (await RunAsync("workflows", "export", "customer-is-king", "--to", file)).ExitCode);
        var document = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        document["name"] = "Another name";
        await File.WriteAllTextAsync(file, document.ToJsonString());
        Assert.Equal(0, (await RunAsync("workflows", "import", file)).ExitCode);
        var differs = await RunAsync("workflows", "diff");
        Assert.Equal(1, differs.ExitCode);
        Assert.Contains("$.name: \"Customer is king\" -> \"Another name\"", differs.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("workflows", "export", "nobody")).ExitCode);
    }

    [Fact]
    public async Task A_definition_is_written_for_another_Elsa_server()
    {
        using var folder = new TestFolder();
        var source = Path.Combine(Repository.Root, "workflows", "customer-is-king", "customer-is-king.json");
        var done = await cli.RunAsync(
            "workflows",
            "export",
            "--for",
            "elsa-server",
            source,
            "--address",
            "https://penstock.example.com/",
            "--to",
            folder["king.json"]
        );

        Assert.True(done.ExitCode == 0, done.Error);
        Assert.Contains(
            "note: give the variable PenstockAuthorization its value",
            done.Output,
            StringComparison.Ordinal
        );
        var text = await File.ReadAllTextAsync(folder["king.json"]);
        Assert.DoesNotContain("\"type\": \"Penstock.", text, StringComparison.Ordinal);
        Assert.Contains("https://penstock.example.com\"", text, StringComparison.Ordinal);
        foreach (
            var wrong in (string[][])
                [
                    ["--for", "airflow", source],
                    ["--for", "elsa-server"],
                    ["--for", "elsa-server", "nobody"],
                    ["--for", "elsa-server", source, "--address", "here"],
                ]
        )
            Assert.Equal(2, (await cli.RunAsync(["workflows", "export", .. wrong])).ExitCode);
    }
}
