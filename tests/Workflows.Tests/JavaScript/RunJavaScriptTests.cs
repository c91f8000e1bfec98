using System.Text.Json.Nodes;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Expressions;
using Penstock.Workflows.Expressions.JavaScript;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests.JavaScript;

public sealed class RunJavaScriptTests : IAsyncDisposable
{
    private readonly Engine _engine = new();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Theory]
    [InlineData("setOutcome('Left')", "l")]
    [InlineData("setOutcomes('Left', 'Right')", "l,r")]
    [InlineData("setOutcomes(['Right'])", "r")]
    [InlineData("setOutcome('Left'); setOutcome('Right')", "r")]
    [InlineData("1", "d")]
    public async Task A_script_chooses_the_ways_that_are_followed(string script, string ran)
    {
        await _engine.RunAsync(
            new Chart()
                .Add(
                    "s",
                    "Elsa.RunJavaScript",
                    ("script", script),
                    ("possibleOutcomes", Chart.Expression("Object", "[\"Left\",\"Right\"]"))
                )
                .Work("l")
                .Work("r")
                .Work("d")
                .Arrow("s", "l", "Left")
                .Arrow("s", "r", "Right")
                .Arrow("s", "d")
        );

        Assert.Equal(ran, string.Join(',', _engine.Ran.Order()));
    }

    [Fact]
    public async Task Its_value_is_its_result_and_variables_it_sets_stay_set()
    {
        await _engine.RunAsync(
            new Chart()
                .Variable("v1", "Count", "Int32", "1")
                .Variable("v2", "Sum", "Int32")
                .Add(
                    "s",
                    "Elsa.RunJavaScript",
                    ("script", "setVariable('Count', 5); return variables.Count + 1;"),
                    ("result", JsonNode.Parse("""{"typeName":"Object","memoryReference":{"id":"v2"}}"""))
                )
                .Add("w", "Elsa.WriteLine", ("text", Chart.Expression("JavaScript", "`${getCount()} ${getSum()}`")))
                .Arrow("s", "w")
        );

        Assert.Equal("5 6", _engine.Console.ToString().Trim());
    }

    [Fact]
    public async Task A_script_that_fails_is_a_fault_that_names_the_line()
    {
        var result = await _engine.RunAsync(new Chart().Add("s", "Elsa.RunJavaScript", ("script", "let a;\na.b")));

        Assert.Equal(WorkflowSubStatus.Faulted, result.Run.SubStatus);
        Assert.Contains("in line 2: TypeError", result.Incidents.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_definition_with_an_expression_in_CSharp_is_read_and_not_run()
    {
        using var scripts = new Scripts();
        var problem = Assert.Single(
            scripts
                .Service<DefinitionValidator>()
                .Validate(new Chart().Add("w", "Elsa.WriteLine", ("text", Chart.Expression("CSharp", "1 + 1"))).Build())
        );

        Assert.Contains("C# would run with all rights", problem.Message, StringComparison.Ordinal);
        Assert.Equal(
            ["Input", "JavaScript", "Liquid", "Variable"],
            scripts.Service<ExpressionDescriptors>().Items.Where(i => i.IsBrowsable).Select(i => i.Type).Order()
        );
        Assert.Contains(
            scripts.Service<ExpressionDescriptors>().Items,
            i => i is { Type: "CSharp", IsBrowsable: false }
        );
    }

    [Fact]
    public void The_editor_learns_the_globals_and_the_generated_accessors()
    {
        using var scripts = new Scripts();
        var definition = new Chart()
            .Variable("v1", "order id", "Int32")
            .Variable("v2", "Day", "DateTimeOffset")
            .Input("runDate", "String")
            .Work("Fetch1")
            .Build();
        var text = scripts.Service<TypeDefinitions>().Generate(definition, "Elsa.RunJavaScript", "Script");

        Assert.All(
            [
                "declare function getVariable(name: string): any;",
                "\"order id\": number;",
                "declare function getOrderId(): number;",
                "declare function setDay(value: Date): void;",
                "declare function getRunDate(): string;",
                "declare function getCountFromFetch1(): number;",
                "declare function setOutcome(outcome: string): void;",
            ],
            line => Assert.Contains(line, text, StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            "setOutcome",
            scripts.Service<TypeDefinitions>().Generate(definition, "Elsa.WriteLine", "Text"),
            StringComparison.Ordinal
        );
    }
}
