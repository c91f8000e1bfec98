using System.Text.Json.Nodes;
using Penstock.Core.Errors;

namespace Penstock.Workflows.Tests;

public sealed class ValidationTests : IAsyncDisposable
{
    private readonly Engine _engine = new();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private async Task<string> RefusedAsync(Chart chart)
    {
        var error = await Assert.ThrowsAsync<UsageException>(() => _engine.RunAsync(chart));
        Assert.Contains("test.json", error.Message, StringComparison.Ordinal);
        Assert.Contains("Next:", error.Message, StringComparison.Ordinal);
        Assert.Empty(_engine.Ran);
        return error.Message;
    }

    [Fact]
    public async Task An_unknown_activity_is_named_and_a_near_one_suggested()
    {
        var message = await RefusedAsync(new Chart().Work("a").Add("b", "Elsa.WriteLines"));

        Assert.Contains("Elsa.WriteLines", message, StringComparison.Ordinal);
        Assert.Contains("did you mean Elsa.WriteLine?", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_activities_with_one_id_are_refused() =>
        Assert.Contains("same id", await RefusedAsync(new Chart().Work("a").Work("a")), StringComparison.Ordinal);

    [Fact]
    public async Task A_connection_to_an_unknown_activity_is_left_out_with_a_warning()
    {
        var chart = new Chart().Work("a").Arrow("a", "ghost");
        var problem = Assert.Single(
            new Penstock.Workflows.Definitions.DefinitionValidator(_engine.Registry, _engine.Expressions).Validate(
                chart.Build()
            )
        );

        Assert.True(problem.IsWarning);
        Assert.Contains("a.Done -> ghost", problem.Message, StringComparison.Ordinal);
        Assert.Equal(Runtime.WorkflowSubStatus.Finished, (await _engine.RunAsync(chart)).SubStatus);
    }

    [Fact]
    public async Task A_cycle_that_can_be_entered_at_two_places_is_refused() =>
        Assert.Contains(
            "cycle",
            await RefusedAsync(
                new Chart()
                    .Work("s")
                    .Work("a")
                    .Work("b")
                    .Arrow("s", "a")
                    .Arrow("s", "b")
                    .Arrow("a", "b")
                    .Arrow("b", "a")
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_cycle_that_cannot_be_entered_is_refused() =>
        Assert.Contains(
            "a -> b -> a",
            await RefusedAsync(new Chart().Work("s").Work("a").Work("b").Arrow("a", "b").Arrow("b", "a")),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_required_input_without_a_value_is_refused(bool isEmpty)
    {
        var chart = isEmpty ? new Chart().Add("d", "Elsa.Delay", ("timeSpan", "")) : new Chart().Add("d", "Elsa.Delay");

        Assert.Contains("\"timeSpan\"", await RefusedAsync(chart), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CSharp")]
    [InlineData("Python")]
    public async Task Expressions_that_cannot_be_evaluated_are_refused_before_anything_runs(string type) =>
        Assert.Contains(
            type,
            await RefusedAsync(
                new Chart().Work("a").Add("w", "Elsa.WriteLine", ("text", Chart.Expression(type, "1 + 1")))
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Several_problems_are_told_at_once() =>
        Assert.Contains(
            "and 1 more",
            await RefusedAsync(new Chart().Add("a", "No.Such").Add("b", "No.Other")),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task An_unknown_run_variable_is_refused_with_the_names_that_exist()
    {
        var options = new Runtime.RunOptions { Variables = new Dictionary<string, object?> { ["dai"] = "x" } };
        var error = await Assert.ThrowsAsync<UsageException>(() =>
            _engine.RunAsync(new Chart().Work("a").Input("day", "String"), options)
        );

        Assert.Contains("use one of day", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_variable_that_does_not_fit_its_type_is_refused()
    {
        var options = new Runtime.RunOptions { Variables = new Dictionary<string, object?> { ["count"] = "many" } };
        var error = await Assert.ThrowsAsync<UsageException>(() =>
            _engine.RunAsync(new Chart().Work("a").Input("count", "Int32"), options)
        );

        Assert.Contains("many", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_graph_of_five_thousand_activities_is_checked_and_run()
    {
        var chart = new Chart();
        for (var i = 0; i < 5_000; i++)
            chart.Add($"a{i}", "Elsa.Start");
        for (var i = 1; i < 5_000; i++)
            chart.Arrow($"a{i - 1}", $"a{i}");

        Assert.Equal(Runtime.WorkflowSubStatus.Finished, (await _engine.RunAsync(chart)).SubStatus);
    }

    [Fact]
    public async Task An_input_that_cannot_be_converted_faults_its_activity_and_names_it()
    {
        var result = await _engine.RunAsync(
            new Chart().Add(
                "d",
                "Elsa.Delay",
                ("timeSpan", JsonNode.Parse("""{"typeName":null,"expression":{"type":"Literal","value":"soon"}}"""))
            )
        );

        var message = Assert.Single(result.Incidents).Message;
        Assert.Contains("TimeSpan", message, StringComparison.Ordinal);
        Assert.Contains("soon", message, StringComparison.Ordinal);
    }
}
