using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Journal;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Instances;

/// <summary>Runs one activity of a definition alone, in a run that is in no list: its journal is kept in memory.</summary>
public sealed class ActivityTester
{
    private readonly DefinitionValidator _validator;
    private readonly SessionServices _services;

    internal ActivityTester(DefinitionValidator validator, SessionServices services)
    {
        _validator = validator;
        _services = services;
    }

    /// <summary>
    /// Runs it until it ends or waits. It sees the definition's inputs and variables, the latter with their test values
    /// (<c>customProperties.VariableTestValues</c>, by variable id) where there are some.
    /// </summary>
    /// <param name="definition">The definition.</param>
    /// <param name="node">The activity.</param>
    /// <param name="cancellationToken">Stops the activity.</param>
    /// <returns>Its execution, and what it threw.</returns>
    public async Task<ActivityExecutionRecord> RunAsync(
        WorkflowDefinition definition,
        ActivityNode node,
        CancellationToken cancellationToken = default
    )
    {
        var document = definition.ToJson();
        var root = node.Json.DeepClone().AsObject();
        // Variables of the containers around it are in reach of it where it stands.
        var outer = new List<VariableDefinition>();
        for (var at = node.Parent; at is not null; at = at.Parent)
            outer.AddRange(at.Variables);
        var variables = document["variables"] as JsonArray ?? [];
        document["variables"] = variables;
        for (var at = node.Parent; at is not null; at = at.Parent)
            foreach (var variable in at.Json["variables"] as JsonArray ?? [])
                variables.Add(variable?.DeepClone());
        if (document["customProperties"]?["VariableTestValues"] is JsonObject values)
        {
            foreach (var variable in variables.OfType<JsonObject>())
                if (variable["id"]?.ToString() is { } id && values.TryGetPropertyValue(id, out var value))
                    variable["value"] = value?.DeepClone();
        }
        document["root"] = root;
        var alone = DefinitionReader.Parse(document.ToJsonString());
        var journal = new MemoryJournal();
        var watch = new LastRecord(node.Id);
        await new WorkflowRunner(journal, _validator, _services).RunAsync(
            alone,
            new RunOptions
            {
                TriggeredBy = "test",
                Observers = [watch],
                ActivationStrategy = ActivationStrategy.AllowAlways,
            },
            cancellationToken
        );
        return watch.Record
            ?? throw new PenstockException("The activity did not run", node.ToString(), next: "look at its inputs");
    }

    private sealed class LastRecord(string activityId) : IWorkflowObserver
    {
        public ActivityExecutionRecord? Record { get; private set; }

        public void ActivityStarted(ActivityExecutionRecord activity) => Take(activity);

        public void ActivityProgressed(ActivityExecutionRecord activity) => Take(activity);

        public void ActivityEnded(ActivityExecutionRecord activity) => Take(activity);

        private void Take(ActivityExecutionRecord activity)
        {
            if (activity.ActivityId == activityId && activity.ParentId is null)
                Record = activity;
        }
    }
}
