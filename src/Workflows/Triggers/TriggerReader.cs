using Penstock.Core.Errors;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Activities.Descriptors;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Expressions;
using Penstock.Workflows.Runtime;
using Penstock.Workflows.Runtime.State;

namespace Penstock.Workflows.Triggers;

/// <summary>
/// Finds what starts a definition: its triggers with <c>customProperties.canStartWorkflow</c>, and the payloads they give.
/// </summary>
internal sealed class TriggerReader(
    ActivityRegistry registry,
    ActivityFactory factory,
    ExpressionRegistry expressions,
    IServiceProvider services,
    TimeProvider time
)
{
    /// <summary>The triggers, without their ids.</summary>
    /// <exception cref="UsageException">An input of a trigger cannot be evaluated without a run.</exception>
    public async Task<IReadOnlyList<(ActivityNode Node, StoredTrigger Trigger)>> ReadAsync(
        WorkflowDefinition definition,
        CancellationToken cancellationToken
    )
    {
        var found = new List<(ActivityNode, StoredTrigger)>();
        foreach (
            var node in definition.Activities.Where(n =>
                n.Json.Object("customProperties")?.Flag("canStartWorkflow") ?? false
            )
        )
        {
            if (
                !registry.TryFind(node.Type, node.Version, out var descriptor)
                || !typeof(ITrigger).IsAssignableFrom(descriptor.ClrType)
            )
                continue;
            var blueprints = new Dictionary<IActivity, ActivityBlueprint>(ReferenceEqualityComparer.Instance);
            var activity = factory.Create(node, services, blueprints);
            if (blueprints[activity].Fault is { } fault)
                throw fault;
            var trigger = (ITrigger)activity;
            var (input, memory) = RunArguments.Bind(
                definition,
                new Dictionary<string, object?>(),
                new Dictionary<string, object?>()
            );
            var workflow = new WorkflowExecutionContext(
                Guid.Empty,
                definition,
                services,
                time,
                memory,
                input,
                blueprints,
                cancellationToken
            );
            var context = new TriggerIndexingContext(
                definition,
                node,
                expressions,
                new ExpressionExecutionContext(memory, workflow, cancellationToken)
            );
            foreach (var payload in await trigger.GetTriggerPayloadsAsync(context))
            {
                var name = context.TriggerName ?? descriptor.TypeName;
                found.Add(
                    (
                        node,
                        new StoredTrigger(
                            Guid.Empty,
                            definition.DefinitionId,
                            definition.Id,
                            node.Id,
                            name,
                            BookmarkHash.Of(name, payload),
                            StateJson.Node(payload)
                        )
                    )
                );
            }
        }
        return found;
    }
}
