using System.Net;
using Amazon.Runtime;
using Amazon.S3.Internal;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>
/// Tries again what was answered 400 without a request id. No S3 operation answered then: the server's HTTP layer took what was left of a
/// refused request on the same connection for the next one (Ceph: https://tracker.ceph.com/issues/58286), and closed the connection.
/// </summary>
internal sealed class BareRefusalRetry(IClientConfig config) : AmazonS3StandardRetryPolicy(config)
{
    public override Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception) =>
        exception is AmazonServiceException { StatusCode: HttpStatusCode.BadRequest, RequestId: null or "" }
            ? Task.FromResult(true)
            : base.RetryForExceptionAsync(executionContext, exception);
}
