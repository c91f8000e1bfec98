using Penstock.Core.Errors;
using Polly;
using Polly.Retry;

namespace Penstock.Connectors.FileServers.Copying;

/// <summary>
/// Tries again what may pass: exponential waits with jitter, so that many clients do not come back at the same moment.
/// </summary>
internal static class FileRetries
{
    public static ResiliencePipeline Build(FilesToLandingOptions options, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.Retries > 0)
        {
            builder.AddRetry(
                new RetryStrategyOptions
                {
                    ShouldHandle = new PredicateBuilder().Handle<PenstockException>(e => e.IsTransient),
                    MaxRetryAttempts = options.Retries,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = options.RetryDelay,
                    MaxDelay = TimeSpan.FromMinutes(1),
                }
            );
        }
        return builder.Build();
    }
}
