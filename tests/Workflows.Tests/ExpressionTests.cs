using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Workflows.Expressions;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests;

public sealed class ExpressionTests : IAsyncDisposable
{
    private readonly Engine _engine = new();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private string Written => _engine.Console.ToString().ReplaceLineEndings("\n").TrimEnd('\n');

    public static TheoryData<string, Type, object> Literals =>
        new()
        {
            { "\"250\"", typeof(int), 250 },
            { "250", typeof(string), "250" },
            { "\"True\"", typeof(bool), true },
            { "\"1.5\"", typeof(double), 1.5 },
            { "\"00:01:30\"", typeof(TimeSpan), TimeSpan.FromSeconds(90) },
            { "\"monday\"", typeof(DayOfWeek), DayOfWeek.Monday },
            { "\"9000000000\"", typeof(long?), 9_000_000_000 },
            {
                "\"2026-01-02T03:04:05Z\"",
                typeof(DateTimeOffset),
                new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)
            },
            {
                "\"a.csv\\n*.{b,c}\"",
                typeof(ICollection<string>),
                new List<string> { "a.csv", "*.{b,c}" }
            },
            { "\"[1, 2]\"", typeof(int[]), new[] { 1, 2 } },
            {
                "[\"1\", 2]",
                typeof(List<int>),
                new List<int> { 1, 2 }
            },
        };

    [Theory]
    [MemberData(nameof(Literals))]
    public void Literals_become_what_the_input_wants(string json, Type type, object expected) =>
        Assert.Equal(expected, ValueConverter.Convert(JsonNode.Parse(json), type));

    [Theory]
    [InlineData("\"abc\"", typeof(int))]
    [InlineData("\"99999999999\"", typeof(int))]
    [InlineData("\"noday\"", typeof(DayOfWeek))]
    [InlineData("{\"a\":1}", typeof(int))]
    public void What_does_not_fit_is_a_usage_error(string json, Type type) =>
        Assert.Throws<UsageException>(() => ValueConverter.Convert(JsonNode.Parse(json), type));

    [Theory]
    [InlineData("""{"id":"v1","name":"Greeting","typeName":"String"}""")]
    [InlineData("\"{\\\"id\\\":\\\"v1\\\",\\\"name\\\":\\\"Greeting\\\"}\"")]
    public async Task A_variable_is_found_in_both_forms_and_has_its_default(string reference)
    {
        await _engine.RunAsync(
            new Chart()
                .Variable("v1", "Greeting", value: "hello")
                .Add("w", "Elsa.WriteLine", ("text", Chart.Expression("Variable", JsonNode.Parse(reference))))
        );

        Assert.Equal("hello", Written);
    }

    [Fact]
    public async Task Values_given_to_the_run_replace_defaults_and_fill_inputs()
    {
        var options = new RunOptions
        {
            Variables = new Dictionary<string, object?> { ["greeting"] = "good day", ["who"] = "world" },
        };
        await _engine.RunAsync(
            new Chart()
                .Variable("v1", "Greeting", value: "hello")
                .Input("who", "String")
                .Add("w", "Elsa.WriteLine", ("text", Chart.Expression("Variable", new JsonObject { ["id"] = "v1" })))
                .Add("x", "Elsa.WriteLine", ("text", Chart.Expression("Input", new JsonObject { ["name"] = "who" })))
                .Arrow("w", "x"),
            options
        );

        Assert.Equal("good day\nworld", Written);
    }

    [Fact]
    public async Task An_output_reaches_the_variable_it_is_bound_to()
    {
        await _engine.RunAsync(
            new Chart()
                .Variable("v1", "Times", "Int32")
                .Work("a", ("count", JsonNode.Parse("""{"typeName":"Int32","memoryReference":{"id":"v1"}}""")))
                .Add("w", "Elsa.WriteLine", ("text", Chart.Expression("Variable", new JsonObject { ["id"] = "v1" })))
                .Arrow("a", "w")
        );

        Assert.Equal("1", Written);
    }

    [Fact]
    public async Task An_output_bound_to_no_variable_is_an_output_of_the_workflow()
    {
        var result = await _engine.RunAsync(
            new Chart()
                .Work("a", ("count", JsonNode.Parse("""{"typeName":"Int32","memoryReference":{"id":"times"}}""")))
                .Add("o", "Elsa.SetOutput", ("outputName", "note"), ("outputValue", "fine"))
                .Arrow("a", "o")
        );

        Assert.Equal((1, "fine"), (result.Output["times"], result.Output["note"]));
    }

    [Fact]
    public async Task SetVariable_changes_a_variable_and_keeps_its_type()
    {
        await _engine.RunAsync(
            new Chart()
                .Variable("v1", "Times", "Int32", "1")
                .Add(
                    "s",
                    "Elsa.SetVariable",
                    ("variable", JsonNode.Parse("""{"id":"v1","name":"Times","typeName":"Int32"}""")),
                    ("value", "7")
                )
                .Add("w", "Elsa.WriteLine", ("text", Chart.Expression("Variable", new JsonObject { ["id"] = "v1" })))
                .Arrow("s", "w")
        );

        Assert.Equal("7", Written);
    }

    [Fact]
    public async Task The_dictionary_editors_members_are_evaluated()
    {
        await _engine.RunAsync(
            new Chart().Add(
                "w",
                "Elsa.WriteLine",
                ("text", Chart.Expression("Object", "{\"owner\":{\"type\":\"Literal\",\"value\":\"finance\"}}"))
            )
        );

        Assert.Equal("""{"owner":"finance"}""", Written);
    }

    [Fact]
    public async Task Passwords_inside_values_do_not_enter_the_journal()
    {
        await _engine.RunAsync(
            new Chart().Add("w", "Elsa.WriteLine", ("text", "ftp://user:hunter2@host/x and Password=hunter2;"))
        );

        Assert.DoesNotContain(
            "hunter2",
            _engine.Journal.Activities.Single(a => a.ActivityId == "w").ActivityState.ToJsonString(),
            StringComparison.Ordinal
        );
    }
}
