using Penstock.Core.Steps;
using Polly;
using Polly.Retry;

namespace Penstock.Connectors.FileServers.Copying;

/// <summary>Tries again what may pass, as <see cref="BackOff"/> has it, for each operation anew.</summary>
internal static class FileRetries
{
    private static readonly ResiliencePropertyKey<BackOff> State = new("penstock-back-off");

    public static ResiliencePipeline Build(
        FilesToLandingOptions options,
        FileServerConnection connection,
        TimeProvider time
    )
    {
        return new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions
                {
                    ShouldHandle = arguments =>
                        ValueTask.FromResult(
                            arguments.Outcome.Exception is { } error && Of(arguments.Context).MayTryAgain(error)
                        ),
                    MaxRetryAttempts = int.MaxValue,
                    DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(Of(arguments.Context).NextDelay()),
                }
            )
            .Build();

        BackOff Of(ResilienceContext context)
        {
            if (context.Properties.TryGetValue(State, out var known))
                return known;
            var made = new BackOff(
                options.Retries,
                connection.RetryFor,
                options.RetryDelay,
                TimeSpan.FromMinutes(1),
                time
            );
            context.Properties.Set(State, made);
            return made;
        }
    }
}
