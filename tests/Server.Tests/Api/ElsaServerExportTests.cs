using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Server.Access;
using Penstock.Server.Api.Steps.Export;
using Penstock.Server.Tests.Elsa.Instances;
using Penstock.Testing;
using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Definitions;
using static Penstock.Server.Tests.Http.Definitions;

namespace Penstock.Server.Tests.Api;

/// <summary>Definitions for another Elsa server; our own engine, which has the same built-in activities, stands for it.</summary>
public sealed class ElsaServerExportTests(ElsaServerExportTests.Site site) : IClassFixture<ElsaServerExportTests.Site>
{
    private ElsaServerExport Export => new(site.Server.Service<ActivityRegistry>());

    private ElsaServerDocument Transform(JsonObject definition) =>
        Export.Transform(
            DefinitionReader.Parse(definition.ToJsonString()),
            new(site.Server.Address) { PollInterval = TimeSpan.FromSeconds(0.2), MostFailures = 3 }
        );

    private static JsonObject Bind(string id) =>
        new()
        {
            ["typeName"] = "Int64",
            ["memoryReference"] = new JsonObject { ["id"] = id },
        };

    private static JsonObject Arrow(string source, string port, string target) =>
        new()
        {
            ["source"] = new JsonObject { ["activity"] = source, ["port"] = port },
            ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
        };

    /// <summary>Copies a folder to landing and makes a raw table of it; its rows are in a variable, its quarantine an output of the workflow.</summary>
    private static JsonObject Pipeline(string id, string connection, bool isCaught = false)
    {
        var definition = Of(
            id,
            Activity("start", "Elsa.Start"),
            Activity(
                "land",
                "Penstock.FilesToLanding",
                ("connection", Variable("Source")),
                ("feed", Literal($"{id}.orders")),
                ("include", Expression("Object", """["*.json"]""")),
                ("continueOnError", Expression("JavaScript", "1 > 2")),
                ("landed", Bind("landed"))
            ),
            Activity(
                "raw",
                "Penstock.JsonLinesToRaw",
                ("feed", Literal($"{id}.orders")),
                ("table", Expression("Liquid", $"raw.{{{{ Variables.Table }}}}")),
                ("rows", Bind("rows")),
                ("quarantined", Bind("Bad"))
            ),
            Activity("end", "Elsa.WriteLine", ("text", Variable("Rows")))
        );
        foreach (
            var (name, type, value) in (ReadOnlySpan<(string, string, string?)>)
                [
                    ("Source", "String", connection),
                    ("Table", "String", id),
                    ("Rows", "Int64", null),
                    ("Landed", "Int64", null),
                ]
        )
            definition["variables"]!
                .AsArray()
                .Add(
                    new JsonObject
                    {
                        ["id"] = name.ToLowerInvariant(),
                        ["name"] = name,
                        ["typeName"] = type,
                        ["value"] = value,
                    }
                );
        definition["outputs"] = new JsonArray(new JsonObject { ["name"] = "Bad", ["type"] = "Int64" });
        if (!isCaught)
            return definition;
        definition["root"]!["activities"]!
            .AsArray()
            .Add(Activity("caught", "Elsa.WriteLine", ("text", Literal("caught"))));
        definition["root"]!["connections"]!.AsArray().Add(Arrow("land", "Failed", "caught"));
        return definition;
    }

    private static IEnumerable<JsonObject> All(ElsaServerDocument document) =>
        DefinitionReader.ActivitiesIn(document.Json["root"]!.AsObject());

    /// <summary>Gives the key to the definition, as its new owner would, runs it, and returns the run.</summary>
    private async Task<JsonNode> RunAsync(ElsaServerDocument document, string end)
    {
        document.Json["variables"]!
            .AsArray()
            .Single(v => (string)v!["name"]! == ElsaServerExport.AuthorizationVariable)!["value"] = site.Authorization;
        await site.Server.SaveAsync(document.Json);
        var client = await site.Server.SignedInAsync(Roles.Engineer);
        var id = await client.RunAsync((string)document.Json["definitionId"]!);
        return await client.UntilAsync(id, end);
    }

    [Fact]
    public void Only_built_in_activities_are_left_with_the_ids_names_and_arrows_of_the_steps()
    {
        var document = Transform(Pipeline("only", "files", isCaught: true));

        Assert.All(All(document), a => Assert.StartsWith("Elsa.", (string)a["type"]!, StringComparison.Ordinal));
        var types = All(document).Select(a => (string)a["type"]!).ToHashSet();
        Assert.Subset(
            new HashSet<string>
            {
                "Elsa.Flowchart",
                "Elsa.Start",
                "Elsa.Sequence",
                "Elsa.SetVariable",
                "Elsa.SetOutput",
                "Elsa.While",
                "Elsa.SendHttpRequest",
                "Elsa.If",
                "Elsa.Delay",
                "Elsa.Fault",
                "Elsa.FlowDecision",
                "Elsa.WriteLine",
            },
            types
        );
        Assert.All(All(document), a => Assert.False(a.ContainsKey("nodeId")));
        Assert.Equal(All(document).Count(), All(document).Select(a => (string)a["id"]!).Distinct().Count());
        var chart = document.Json["root"]!;
        Assert.Equal(
            ["start", "land", "raw", "end", "caught", "land-decision"],
            chart["activities"]!.AsArray().Select(a => (string)a!["id"]!)
        );
        Assert.Equal(
            [
                "start.Done>land",
                "land-decision.True>raw",
                "raw.Done>end",
                "land-decision.False>caught",
                "land.Done>land-decision",
            ],
            chart["connections"]!
                .AsArray()
                .Select(c => $"{c!["source"]!["activity"]}.{c["source"]!["port"]}>{c["target"]!["activity"]}")
        );
    }

    [Fact]
    public async Task It_runs_and_the_steps_are_done_here()
    {
        var run = await RunAsync(Transform(Pipeline("goes", "files")), "Finished");
        var client = await site.Server.SignedInAsync(Roles.Engineer);
        var variables = (await client.ReadAsync($"workflow-instances/{run["id"]}/variables"))["items"]!
            .AsArray()
            .ToDictionary(v => (string)v!["name"]!, v => v!["value"]?.ToString());

        Assert.Equal(("1", "3"), (variables["Landed"], variables["Rows"]));
        Assert.Equal("1", run["workflowState"]!["output"]!["Bad"]!.ToString());
        var steps = (
            await client.SendAsync(
                "workflow-instances",
                new JsonObject
                {
                    ["pageSize"] = 100,
                    ["definitionIds"] = new JsonArray("step:Penstock.FilesToLanding", "step:Penstock.JsonLinesToRaw"),
                }
            )
        )["items"]!.AsArray();
        Assert.Contains(
            steps,
            s => (string)s!["definitionId"]! == "step:Penstock.JsonLinesToRaw" && (string)s["subStatus"]! == "Finished"
        );
        Assert.DoesNotContain(
            "ApiKey",
            (await client.JournalAsync((string)run["id"]!)).ToJsonString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_step_that_fails_faults_its_activity_with_what_the_step_said()
    {
        var run = await RunAsync(Transform(Pipeline("fails", "no-such-source")), "Faulted");

        var message = (string)Assert.Single(run["workflowState"]!["incidents"]!.AsArray())!["message"]!;
        Assert.Contains("Penstock.FilesToLanding did not work", message, StringComparison.Ordinal);
        Assert.Contains("no-such-source", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_that_the_author_has_thought_of_goes_its_way()
    {
        var run = await RunAsync(Transform(Pipeline("caught", "no-such-source", isCaught: true)), "Finished");
        var journal = (await (await site.Server.SignedInAsync(Roles.Engineer)).JournalAsync((string)run["id"]!))[
            "items"
        ]!.AsArray();

        Assert.Contains(journal, e => (string)e!["activityId"]! == "caught");
        Assert.DoesNotContain(journal, e => (string)e!["activityId"]! == "raw");
    }

    [Fact]
    public async Task A_server_out_of_reach_is_asked_a_number_of_times_and_one_that_refuses_once()
    {
        var document = Transform(Pipeline("away", "files"));
        document.Json["variables"]!.AsArray().Single(v => (string)v!["name"]! == ElsaServerExport.AddressVariable)![
            "value"
        ] = "http://127.0.0.1:1";
        var away = await RunAsync(document, "Faulted");
        Assert.Contains(
            "HTTP status 0",
            (string)away["workflowState"]!["incidents"]![0]!["message"]!,
            StringComparison.Ordinal
        );

        var refused = Transform(Pipeline("refused", "files"));
        await site.Server.SaveAsync(refused.Json);
        var client = await site.Server.SignedInAsync(Roles.Engineer);
        var run = await client.UntilAsync(await client.RunAsync("refused"), "Faulted");
        Assert.Contains(
            "HTTP status 401",
            (string)run["workflowState"]!["incidents"]![0]!["message"]!,
            StringComparison.Ordinal
        );
        Assert.Single(
            (await client.JournalAsync((string)run["id"]!))["items"]!.AsArray(),
            e => (string)e!["activityId"]! == "land-send" && (string)e["eventName"]! == "Started"
        );
    }

    [Fact]
    public void What_does_not_go_over_is_said()
    {
        var definition = Pipeline("notes", "files");
        definition["root"]!["activities"]!
            .AsArray()
            .Add(Activity("ask", "Elsa.WriteLine", ("text", Expression("JavaScript", "getOutputFrom('raw', 'Rows')"))));

        Assert.Contains(
            Transform(definition).Notes,
            n => n.Contains("activity ask asks activity raw for an output", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("Penstock.NewFile", "cannot start a workflow of another")]
    [InlineData("Foreign.Unheard", "No activity type")]
    public void What_has_no_form_of_built_in_activities_is_refused(string type, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<UsageException>(() => Transform(Of("odd", Activity("a", type)))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_definition_without_steps_stays_as_it_is()
    {
        var definition = Of("plain", Activity("a", "Elsa.WriteLine", ("text", Literal("hello"))));

        Assert.Equal(
            NormalizedJson.Of(definition),
            NormalizedJson.Of(Transform(definition.DeepClone().AsObject()).Json)
        );
    }

    /// <summary>A server with a folder of orders to land, and a key for its steps.</summary>
    public sealed class Site(PostgresFixture postgres) : IAsyncLifetime
    {
        private readonly TestFolder _files = new();

        public TestServer Server { get; private set; } = null!;

        public string Authorization { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await File.WriteAllTextAsync(_files["orders.json"], "{\"id\":1}\n{\"id\":2}\nno JSON\n{\"id\":3}\n");
            Server = await TestServer.StartAsync(
                postgres,
                configuration: $"""
                sources:
                  files:
                    url: file://{_files.Path}
                """
            );
            Authorization = (await Server.WithKeyAsync("exec:steps", "read:steps"))
                .DefaultRequestHeaders.GetValues("Authorization")
                .Single();
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            _files.Dispose();
        }
    }
}
