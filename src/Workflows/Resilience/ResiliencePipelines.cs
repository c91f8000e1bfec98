using System.Globalization;
using Penstock.Core.Errors;
using Penstock.Workflows.Activities;
using Penstock.Workflows.Runtime;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Penstock.Workflows.Resilience;

/// <summary>
/// Runs an activity with the retries, the circuit breaker and the time limit that its settings ask for; from outside inwards in
/// this order.
/// </summary>
internal static class ResiliencePipelines
{
    /// <summary>
    /// Tries again after any exception, but not after one that the next try would meet unchanged: a usage error, a contract
    /// breach,
    /// a cancellation.
    /// </summary>
    public static async Task RunAsync(
        ResilienceSettings settings,
        CircuitBreakers breakers,
        ActivityExecutionContext context,
        Func<ValueTask> run
    )
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = context.Time };
        if (settings.MaxRetryAttempts > 0)
            builder.AddRetry(Retry(settings, context));
        if (settings.CircuitBreaker is { } breaker)
            builder.AddPipeline(
                breakers.Of(context.WorkflowExecutionContext.Definition.DefinitionId, context.Activity.NodeId, breaker)
            );
        if (settings.Timeout is { } limit)
            builder.AddTimeout(limit);
        try
        {
            await builder
                .Build()
                .ExecuteAsync(
                    async token =>
                    {
                        context.CancellationToken = token;
                        context.HasFailedTry = false;
                        await run();
                        if (context.HasFailedTry)
                            throw new FailedTryException();
                    },
                    context.CancellationToken
                );
        }
        catch (FailedTryException)
        {
            // The breaker has counted it; the activity has found its way to go on.
        }
        catch (Exception e) when (e is BrokenCircuitException or TimeoutRejectedException)
        {
            throw Explain(e, context);
        }
    }

    private static RetryStrategyOptions Retry(ResilienceSettings settings, ActivityExecutionContext context) =>
        new()
        {
            MaxRetryAttempts = settings.MaxRetryAttempts,
            Delay = settings.Delay,
            MaxDelay = settings.MaxDelay,
            BackoffType = settings.BackoffType,
            UseJitter = settings.UseJitter,
            ShouldHandle = args => new(args.Outcome.Exception is { } e && IsWorthAnotherTry(e, context)),
            OnRetry = args =>
            {
                var error = Explain(args.Outcome.Exception!, context);
                context.ResetAttempt();
                context.AddFailedAttempt(
                    new AttemptRecord(
                        args.AttemptNumber + 1,
                        context.Time.GetUtcNow(),
                        args.RetryDelay,
                        args.Outcome.Exception!.GetType().Name,
                        Secrets.Mask(error.Message)
                    )
                );
                return default;
            },
        };

    private static bool IsWorthAnotherTry(Exception e, ActivityExecutionContext context) =>
        !context.WorkflowExecutionContext.CancellationToken.IsCancellationRequested
        && e is not (OperationCanceledException or FailedTryException)
        && e is not PenstockException { ExitCode: not 1 };

    private static Exception Explain(Exception error, ActivityExecutionContext context) =>
        error switch
        {
            BrokenCircuitException broken => new TransientException(
                "The activity was not tried, because it has failed too often of late (its circuit breaker is open)",
                context.Node.ToString(),
                "Nothing was begun",
                broken.RetryAfter is { } after
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"mend what failed; it is tried again in {Math.Ceiling(after.TotalSeconds):F0} s"
                    )
                    : "mend what failed, then try again",
                error
            ),
            TimeoutRejectedException late => new TransientException(
                "One try of the activity took longer than its time limit",
                $"{late.Timeout}, {context.Node}",
                inner: error
            ),
            _ => error,
        };
}
