using Penstock.Core.Errors;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Runtime;
using Polly;
using Polly.Retry;

namespace Penstock.Workflows.Resilience;

/// <summary>Runs an activity with the retries and the time limit that its settings ask for.</summary>
internal static class ResiliencePipelines
{
    /// <summary>
    /// Tries again after any exception, but not after one that the next try would meet unchanged: a usage error, a contract breach,
    /// a cancellation.
    /// </summary>
    public static ResiliencePipeline Build(ResilienceSettings settings, ActivityExecutionContext context)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = context.Time };
        if (settings.MaxRetryAttempts > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = settings.MaxRetryAttempts,
                Delay = settings.Delay,
                MaxDelay = settings.MaxDelay,
                BackoffType = settings.BackoffType,
                UseJitter = settings.UseJitter,
                ShouldHandle = args => new(args.Outcome.Exception is { } e && IsWorthAnotherTry(e, context)),
                OnRetry = args =>
                {
                    var error = args.Outcome.Exception!;
                    context.ResetAttempt();
                    context.AddFailedAttempt(new AttemptRecord(
                        args.AttemptNumber + 1, context.Time.GetUtcNow(), args.RetryDelay, error.GetType().Name, Secrets.Mask(error.Message)));
                    return default;
                },
            });
        }
        if (settings.Timeout is { } limit) builder.AddTimeout(limit);
        return builder.Build();
    }

    private static bool IsWorthAnotherTry(Exception e, ActivityExecutionContext context) =>
        !context.WorkflowExecutionContext.CancellationToken.IsCancellationRequested
        && e is not OperationCanceledException && e is not PenstockException { ExitCode: not 1 };
}
