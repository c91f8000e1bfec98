using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Expressions;

/// <summary>What an expression sees.</summary>
/// <param name="Memory">The variables in reach.</param>
/// <param name="Workflow">The run.</param>
/// <param name="CancellationToken">Ends when the run is cancelled.</param>
public sealed record ExpressionExecutionContext(
    MemoryScope Memory,
    WorkflowExecutionContext Workflow,
    CancellationToken CancellationToken
);
