using Penstock.Core.Metadata;
using Penstock.Testing;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Tests.Durability;

/// <summary>What the engine itself cannot cope with ends the run, seen by people; nothing stays Executing for ever.</summary>
public sealed class EngineFaultTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_value_that_cannot_be_written_down_ends_the_run_with_an_incident()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var engine = new Engine(store);
        var handle = await engine.Runtime.StartAsync(
            new Chart()
                .Variable("v", "V", "Object")
                .Add("p", "Test.Poison", ("result", Chart.Bind("v")))
                .Work("b")
                .Arrow("p", "b")
                .Build()
        );
        await Assert.ThrowsAnyAsync<Exception>(() => handle.Burst);

        var details = await new RunQueries(store).GetAsync(handle.RunId.ToString());
        Assert.Equal((WorkflowStatus.Finished, WorkflowSubStatus.Faulted), (details.Run.Status, details.Run.SubStatus));
        Assert.Contains("cycle", Assert.Single(details.Incidents).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_variables_of_one_id_are_in_nobodys_way()
    {
        await using var store = await postgres.CreateStoreAsync();
        await using var engine = new Engine(store);

        Assert.Equal(
            WorkflowSubStatus.Finished,
            (await engine.StartAsync(new Chart().Variable("v", "A").Variable("v", "B").Work("a"))).SubStatus
        );
    }

    /// <summary>Gives a value that holds itself.</summary>
    [Activity("Test", "Testing", "Gives a value that cannot be written down.")]
    public sealed class Poison : CodeActivity
    {
        public Output<object> Result { get; set; } = new();

        protected override void Execute(ActivityExecutionContext context)
        {
            var self = new Dictionary<string, object>();
            self["self"] = self;
            context.Set(Result, self);
        }
    }
}
