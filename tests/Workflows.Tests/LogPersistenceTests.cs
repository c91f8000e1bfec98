using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Core.Metadata;
using Penstock.Testing;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;
using Penstock.Workflows.Runtime.LogPersistence;

namespace Penstock.Workflows.Tests;

/// <summary>What the journal keeps of inputs and outputs, as the Log Persistence tabs of Studio write it down.</summary>
public sealed class LogPersistenceTests(PostgresFixture postgres)
{
    private static JsonObject Strategy(string name) =>
        new()
        {
            ["evaluationMode"] = "Strategy",
            ["strategyType"] = $"Elsa.Workflows.LogPersistence.Strategies.{name}, Elsa.Workflows.Core",
            ["expression"] = null,
        };

    private static JsonObject Script(string source) =>
        new()
        {
            ["evaluationMode"] = "Expression",
            ["strategyType"] = null,
            ["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = source },
        };

    private static JsonObject Config(JsonObject? all = null, JsonObject? inputs = null, JsonObject? outputs = null) =>
        new()
        {
            ["logPersistenceMode"] = new JsonObject
            {
                ["default"] = "Inherit",
                ["inputs"] = new JsonObject(),
                ["outputs"] = new JsonObject(),
            },
            ["logPersistenceConfig"] = new JsonObject
            {
                ["default"] = all,
                ["internalState"] = null,
                ["inputs"] = inputs ?? [],
                ["outputs"] = outputs ?? [],
            },
        };

    private static Chart Worker(JsonObject? custom = null) =>
        new Chart().Work("a", ("outcome", "Done"), ("customProperties", custom ?? new JsonObject()));

    private static async Task<string> KeptAsync(Chart chart, EngineOptions? options = null)
    {
        await using var engine = new Engine(configure: b => b.Services.AddSingleton(options ?? new EngineOptions()));
        Assert.Equal(WorkflowSubStatus.Finished, (await engine.RunAsync(chart)).SubStatus);
        return Names(engine.Journal.Activities.Single(a => a.ActivityId == "a"));
    }

    private static string Names(ActivityExecutionRecord record) =>
        string.Join(' ', record.ActivityState.Concat(record.Outputs).Select(v => v.Key));

    [Fact]
    public async Task All_is_kept_when_nothing_is_said() =>
        Assert.Equal("Wait Outcome Misused Count", await KeptAsync(Worker()));

    [Fact]
    public async Task A_single_input_and_a_single_output_can_be_left_out() =>
        Assert.Equal(
            "Wait Misused",
            await KeptAsync(
                Worker(
                    Config(
                        inputs: new JsonObject { ["outcome"] = Strategy("Exclude"), ["wait"] = Strategy("Inherit") },
                        outputs: new JsonObject { ["count"] = Strategy("Exclude") }
                    )
                )
            )
        );

    [Fact]
    public async Task An_activity_leaves_out_all_but_what_it_names() =>
        Assert.Equal(
            "Outcome",
            await KeptAsync(
                Worker(Config(Strategy("Exclude"), inputs: new JsonObject { ["outcome"] = Strategy("Include") }))
            )
        );

    [Fact]
    public async Task A_workflow_decides_for_its_activities_unless_they_say_otherwise()
    {
        var custom = new JsonObject { ["default"] = Strategy("Exclude") };
        Assert.Equal("", await KeptAsync(Worker().Property("logPersistenceConfig", custom)));
        Assert.Equal(
            "Wait Outcome Misused Count",
            await KeptAsync(Worker(Config(Strategy("Include"))).Property("logPersistenceConfig", custom.DeepClone()))
        );
    }

    [Fact]
    public async Task The_older_form_is_read()
    {
        var older = new JsonObject
        {
            ["default"] = "Exclude",
            ["inputs"] = new JsonObject { ["wait"] = "Include" },
            ["outputs"] = new JsonObject { ["count"] = "Inherit" },
        };
        Assert.Equal("Wait", await KeptAsync(Worker(new JsonObject { ["logPersistenceMode"] = older })));
        Assert.Equal(
            "",
            await KeptAsync(Worker().Property("logPersistenceMode", new JsonObject { ["default"] = "Exclude" }))
        );
    }

    [Fact]
    public async Task The_engine_decides_last_and_can_be_asked_for_by_name()
    {
        var quiet = new EngineOptions { LogPersistence = LogPersistenceMode.Exclude };
        Assert.Equal("", await KeptAsync(Worker(), quiet));
        Assert.Equal(
            "Outcome",
            await KeptAsync(Worker(Config(inputs: new JsonObject { ["outcome"] = Strategy("Include") })), quiet)
        );
        Assert.Equal(
            "Outcome",
            await KeptAsync(
                Worker(Config(Strategy("Configuration"), inputs: new JsonObject { ["outcome"] = Strategy("Include") }))
                    .Property("logPersistenceConfig", new JsonObject { ["default"] = Strategy("Include") }),
                quiet
            )
        );
    }

    [Theory]
    [InlineData("getVariable('Keep') === 'yes' ? 'Include' : 'Exclude'", "Wait Misused Count")]
    [InlineData("'Include'", "Wait Outcome Misused Count")]
    [InlineData("nobody.knows", "Wait Outcome Misused Count")]
    public async Task An_expression_decides(string source, string kept) =>
        Assert.Equal(
            kept,
            await KeptAsync(
                Worker(Config(inputs: new JsonObject { ["outcome"] = Script(source) }))
                    .Variable("k", "Keep", value: "no")
            )
        );

    [Fact]
    public async Task What_an_expression_decided_holds_in_the_next_process()
    {
        await using var store = await postgres.CreateStoreAsync();
        var chart = new Chart()
            .Variable("k", "Keep", value: "no")
            .Add(
                "w",
                "Test.WaitFor",
                ("word", "go"),
                ("heard", Chart.Bind("k")),
                (
                    "customProperties",
                    Config(
                        outputs: new JsonObject
                        {
                            ["heard"] = Script("getVariable('Keep') === 'no' ? 'Exclude' : 'Include'"),
                        }
                    )
                )
            );
        Guid run;
        await using (var first = new Engine(store))
            run = (await first.StartAsync(chart)).RunId;
        await using var second = new Engine(store);
        Assert.Equal(WorkflowSubStatus.Finished, (await second.SayAsync("go", "a secret"))!.SubStatus);

        var record = (await new RunQueries(store).GetAsync(run.ToString())).Activities.Single(a => a.ActivityId == "w");
        Assert.Equal("Word Rounds", Names(record));
    }

    [Fact]
    public async Task What_is_left_out_of_the_journal_still_reaches_the_other_activities()
    {
        await using var engine = new Engine();
        var chart = new Chart()
            .Variable("n", "N", "Int32")
            .Property("logPersistenceConfig", new JsonObject { ["default"] = Strategy("Exclude") })
            .Work("a", ("count", Chart.Bind("n")))
            .Add("say", "Elsa.WriteLine", ("text", Chart.Variable("N")))
            .Arrow("a", "say");
        await engine.RunAsync(chart);

        Assert.Equal("1", engine.Console.ToString().Trim());
    }
}
