using System.Collections.Concurrent;
using Penstock.Core.Errors;
using Polly;
using Polly.CircuitBreaker;

namespace Penstock.Workflows.Resilience;

/// <summary>The circuit breakers of this process: one for each activity of a definition, for all its runs and versions.</summary>
internal sealed class CircuitBreakers(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (BreakerSettings Settings, ResiliencePipeline Breaker)> _breakers =
        new(StringComparer.Ordinal);

    /// <summary>The breaker of an activity; another one, closed, when its settings have changed.</summary>
    public ResiliencePipeline Of(string definitionId, string nodeId, BreakerSettings settings) =>
        _breakers
            .AddOrUpdate(
                $"{definitionId} {nodeId}",
                (_, wanted) => (wanted, Build(wanted)),
                (_, held, wanted) => held.Settings == wanted ? held : (wanted, Build(wanted)),
                settings
            )
            .Breaker;

    private ResiliencePipeline Build(BreakerSettings settings) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions
                {
                    FailureRatio = settings.FailureRatio,
                    MinimumThroughput = settings.MinimumThroughput,
                    SamplingDuration = settings.SamplingDuration,
                    BreakDuration = settings.BreakDuration,
                    ShouldHandle = args =>
                        new(
                            args.Outcome.Exception is { } e and not OperationCanceledException
                                && e is not PenstockException { ExitCode: not 1 }
                        ),
                }
            )
            .Build();
}
