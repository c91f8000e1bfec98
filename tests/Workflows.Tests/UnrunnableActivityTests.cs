using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Core.Metadata;
using Penstock.Testing;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests;

/// <summary>A stored definition with an activity that cannot run here begins all the same, and faults when it gets there; as with Elsa.</summary>
public sealed class UnrunnableActivityTests(PostgresFixture postgres) : IAsyncDisposable
{
    private readonly Engine _engine = new();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private async Task<Incident> FaultedAsync(string type, params (string Name, object? Value)[] inputs)
    {
        var result = await _engine.StartAsync(
            new Chart().Work("a").Add("b", type, inputs).Work("c").Arrow("a", "b").Arrow("b", "c")
        );
        Assert.Equal(WorkflowSubStatus.Faulted, result.SubStatus);
        Assert.Equal(["a"], _engine.Ran);
        var incident = Assert.Single(result.Incidents);
        Assert.Equal("b", incident.ActivityId);
        return incident;
    }

    [Fact]
    public async Task An_unknown_type_is_a_fault_that_names_it_and_a_near_one()
    {
        var incident = await FaultedAsync("Elsa.WriteLines", ("text", "hello"));

        Assert.Contains("Elsa.WriteLines", incident.Message, StringComparison.Ordinal);
        Assert.Contains("did you mean Elsa.WriteLine?", incident.Message, StringComparison.Ordinal);
        Assert.Equal("Elsa.NotFoundActivity", incident.ActivityType);
        Assert.Equal(
            "Elsa.WriteLines",
            _engine.Journal.Activities.Single(a => a.ActivityId == "b").ActivityState["MissingTypeName"]!.ToString()
        );
    }

    [Fact]
    public async Task Where_it_is_never_reached_it_is_in_nobodys_way()
    {
        var result = await _engine.StartAsync(
            new Chart()
                .Work("a")
                .Add("odd", "No.Such")
                .Add("w", "Elsa.WriteLine", ("text", Chart.Expression("CSharp", "1")))
                .Work("b")
                .Arrow("a", "odd", "Failed")
                .Arrow("a", "w", "Failed")
                .Arrow("a", "b")
        );

        Assert.Equal(WorkflowSubStatus.Finished, result.SubStatus);
        Assert.Equal(["a", "b"], _engine.Ran);
    }

    [Theory]
    [InlineData("CSharp")]
    [InlineData("Nonsense")]
    public async Task An_expression_of_an_unknown_type_is_a_fault_that_names_it(string type) =>
        Assert.Contains(
            $"{type} expressions cannot be evaluated",
            (await FaultedAsync("Elsa.WriteLine", ("text", Chart.Expression(type, "1")))).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A_required_input_without_a_value_is_a_fault_that_names_it(string? value) =>
        Assert.Contains(
            "set \"timeSpan\"",
            (await FaultedAsync("Elsa.Delay", ("timeSpan", value))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_raw_value_that_cannot_be_read_is_a_fault() =>
        Assert.Contains(
            "many",
            (await FaultedAsync("Elsa.NotFoundActivity", ("missingTypeVersion", JsonValue.Create("many")))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task An_activity_whose_service_is_missing_is_a_fault() =>
        Assert.Contains("cannot be made", (await FaultedAsync("Test.Homeless")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task What_cannot_even_begin_is_refused_and_leaves_nothing()
    {
        var error = await Assert.ThrowsAsync<UsageException>(() => _engine.StartAsync(new Chart().Work("a").Work("a")));

        Assert.Contains("same id", error.Message, StringComparison.Ordinal);
        Assert.Empty(_engine.Ran);
    }

    [Fact]
    public async Task A_singleton_that_faulted_so_is_free_for_its_next_run()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var engine = new Engine(store);
        for (var i = 0; i < 2; i++)
            Assert.Equal(
                WorkflowSubStatus.Faulted,
                (
                    await engine.StartAsync(
                        new Chart().Add("b", "No.Such"),
                        new RunOptions { ActivationStrategy = ActivationStrategy.Singleton }
                    )
                ).SubStatus
            );
    }

    /// <summary>Asks for what nobody registers.</summary>
    [Activity("Test", "Testing", "Cannot be made.")]
    public sealed class Homeless(Uri home) : CodeActivity
    {
        protected override void Execute(ActivityExecutionContext context) =>
            context.JournalData["home"] = home.ToString();
    }
}
