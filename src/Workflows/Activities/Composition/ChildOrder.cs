using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Activities.Composition;

/// <summary>A run that an activity wants.</summary>
/// <param name="Id">The run's id; see <see cref="ChildIds"/>.</param>
/// <param name="Definition">What is to run.</param>
/// <param name="Input">What it is given.</param>
/// <param name="CorrelationId">What it belongs together with.</param>
internal sealed record ChildOrder(
    Guid Id,
    WorkflowDefinition Definition,
    IReadOnlyDictionary<string, object?> Input,
    string? CorrelationId
);
