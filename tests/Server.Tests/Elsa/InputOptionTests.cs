using System.Text.Json.Nodes;
using Penstock.Testing;
using static Penstock.Server.Tests.Elsa.ElsaClient;

namespace Penstock.Server.Tests.Elsa;

public sealed class InputOptionTests(PostgresFixture postgres)
{
    private static async Task<List<string>> ValuesAsync(
        ElsaClient elsa,
        string type,
        string input,
        string context = "{}"
    )
    {
        var items = (
            await elsa.PostAsync(
                $"/descriptors/activities/{type}/options/{input}",
                new JsonObject { ["context"] = JsonNode.Parse(context) }
            )
        )["items"]!;
        Assert.True((bool)items["Refresh"]!);
        var list = items["dropdown"]?["selectList"] ?? items["checklist"]!["checkList"]!;
        return [.. list["items"]!.AsArray().Select(i => i!["value"]!.ToString())];
    }

    [Fact]
    public async Task Drop_downs_are_filled_from_the_configuration_the_folder_and_the_workflows()
    {
        await using var server = await TestServer.StartAsync(
            postgres,
            configuration: """
            sources:
              shop:
                url: mongodb://shop/
              files:
                url: sftp://files/
            """,
            prepare: folder =>
            {
                Directory.CreateDirectory(Path.Combine(folder, "workflows", "sales", "models", "refined"));
                File.WriteAllText(
                    Path.Combine(folder, "workflows", "sales", "models", "refined", "orders.sql"),
                    "SELECT 1"
                );
            }
        );
        var elsa = await EngineerAsync(server);

        Assert.Equal(["files"], await ValuesAsync(elsa, "Penstock.FilesToLanding", "Connection"));
        Assert.Equal(["shop"], await ValuesAsync(elsa, "Penstock.MongoToLanding", "Connection"));
        Assert.Equal(["sales"], await ValuesAsync(elsa, "Penstock.RunModels", "Project"));
        Assert.Equal(
            ["refined", "refined.orders"],
            await ValuesAsync(
                elsa,
                "Penstock.RunModels",
                "Models",
                """{"project":{"expression":{"type":"Literal","value":"sales"}}}"""
            )
        );
        Assert.Equal(
            ["soon"],
            await ValuesAsync(
                elsa,
                "Penstock.JsonLinesToRaw",
                "Feed",
                """{"feed":{"expression":{"type":"Literal","value":"soon"}}}"""
            )
        );

        var model = Model();
        model["root"]!["activities"]!
            .AsArray()
            .Add(
                JsonNode.Parse(
                    """
                    {"id":"f","type":"Penstock.FilesToLanding","version":1,"feed":{"typeName":"String","expression":{"type":"Literal","value":"orders"}}}
                    """
                )
            );
        await elsa.SaveAsync(model);
        Assert.Equal(["orders"], await ValuesAsync(elsa, "Penstock.JsonLinesToRaw", "Feed"));
    }

    [Fact]
    public async Task The_zones_to_choose_from_are_those_of_the_lake()
    {
        await using var server = await TestServer.StartAsync(postgres);

        Assert.Equal(
            ["landing", "raw", "refined", "presentation", "quarantine"],
            await ValuesAsync(await EngineerAsync(server), "Penstock.NewObject", "Zone")
        );
    }

    [Fact]
    public async Task Inputs_with_choices_ask_the_editor_to_fetch_them()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var elsa = await EngineerAsync(server);
        var inputs = (await elsa.GetAsync("/descriptors/activities/Penstock.FilesToLanding"))["inputs"]!.AsArray();
        var connection = inputs.Single(i => i!["name"]!.ToString() == "Connection")!;

        Assert.Equal(
            ("dropdown", true),
            (connection["uiHint"]!.ToString(), (bool)connection["uiSpecifications"]!["Refresh"]!)
        );
        Assert.Equal("checkbox", inputs.Single(i => i!["name"]!.ToString() == "Recursive")!["uiHint"]!.ToString());
    }
}
