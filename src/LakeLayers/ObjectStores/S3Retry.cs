using System.Diagnostics;
using System.Net;
using Amazon.Runtime;
using Amazon.S3.Internal;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>
/// When a request is sent again. A server that answers "later" (503 SlowDown and its like) is asked again for a length of time,
/// for
/// it is there and says that it will be well; a connection that breaks or does not come about so many times only. Waits double
/// up to
/// five seconds and vary, so that many clients do not come back together.
/// </summary>
internal sealed class S3Retry(IClientConfig config, S3StoreOptions options) : AmazonS3StandardRetryPolicy(config)
{
    private const string FirstFailure = "penstock-first-failure";
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    public override async Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception)
    {
        var seen = executionContext.RequestContext.ContextAttributes;
        if (!seen.TryGetValue(FirstFailure, out var first))
            seen[FirstFailure] = first = Stopwatch.GetTimestamp();
        return S3Errors.IsLater(exception)
            ? Stopwatch.GetElapsedTime((long)first) < options.RetryFor
            : executionContext.RequestContext.Retries < options.Retries
                && (IsUnread(exception) || await base.RetryForExceptionAsync(executionContext, exception));
    }

    // Which limit there is depends on the fault, which only the method above is told.
    public override bool RetryLimitReached(IExecutionContext executionContext) => false;

    // The client's allowance of retries for all requests together would end a wait before its time.
    public override bool OnRetry(
        IExecutionContext executionContext,
        bool bypassAcquireCapacity,
        bool isThrottlingError
    ) => true;

    public override Task WaitBeforeRetryAsync(IExecutionContext executionContext)
    {
        var longest = TimeSpan.FromMilliseconds(
            200 * Math.Pow(2, Math.Min(executionContext.RequestContext.Retries, 10))
        );
        if (longest > LongestWait)
            longest = LongestWait;
#pragma warning disable CA5394 // Nobody gains by guessing it.
        return Task.Delay(longest * (0.5 + Random.Shared.NextDouble() / 2));
#pragma warning restore CA5394
    }

    /// <summary>
    /// Whether it was answered 400 without a request id. No S3 operation answered then: the server's HTTP layer took what was
    /// left of a
    /// refused request on the same connection for the next one (Ceph: https://tracker.ceph.com/issues/58286), and closed the
    /// connection.
    /// </summary>
    private static bool IsUnread(Exception exception) =>
        exception is AmazonServiceException { StatusCode: HttpStatusCode.BadRequest, RequestId: null or "" };
}
