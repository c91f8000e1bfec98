using Penstock.Workflows.Expressions;
using Penstock.Workflows.Resilience;

namespace Penstock.Workflows.Runtime;

/// <summary>What the engine needs besides the run.</summary>
internal sealed record EngineServices(
    ExpressionRegistry Expressions,
    TimeProvider Time,
    ResilienceCatalogue Resilience,
    CircuitBreakers Breakers,
    EngineOptions Options
);
