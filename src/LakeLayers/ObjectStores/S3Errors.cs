using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Penstock.Core.Errors;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>Turns the client's faults into errors for people.</summary>
internal static class S3Errors
{
    /// <summary>Whether the server said that there is no such object (not: no such bucket).</summary>
    public static bool IsNoObject(Exception e) =>
        e is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound } s && s.ErrorCode != "NoSuchBucket";

    /// <summary>Whether a condition of the request did not hold.</summary>
    public static bool IsConditionFailed(Exception e) =>
        e is AmazonS3Exception { StatusCode: HttpStatusCode.PreconditionFailed };

    /// <summary>Whether the server does not let this user do so, or cannot do so at all.</summary>
    public static bool IsRefused(Exception e) =>
        e
            is AmazonS3Exception
            {
                StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed
            };

    /// <summary>Whether two conditional writes met and the server wants this one again.</summary>
    public static bool IsConflict(Exception e) =>
        e is AmazonS3Exception { StatusCode: HttpStatusCode.Conflict, ErrorCode: "ConditionalRequestConflict" };

    /// <summary>Whether the server computed another signature: of another secret, or of another body.</summary>
    public static bool IsWronglySigned(Exception? e) => e is AmazonS3Exception { ErrorCode: "SignatureDoesNotMatch" };

    /// <summary>Whether the connection broke, was never made, or was silent for too long.</summary>
    public static bool IsConnection(Exception e, CancellationToken cancellationToken) =>
        e switch
        {
            OperationCanceledException => !cancellationToken.IsCancellationRequested,
            HttpRequestException or TimeoutException or System.Net.Sockets.SocketException => true,
            IOException => !DiskFull.Is(e),
            AmazonServiceException { StatusCode: 0 } => true,
            AmazonClientException { InnerException: { } inner } => IsConnection(inner, cancellationToken),
            _ => false,
        };

    /// <summary>Whether this is a fault of the server or the way to it, which <see cref="Explain"/> can put into words.</summary>
    public static bool IsFault(Exception e, CancellationToken cancellationToken) =>
        e is AmazonClientException or AmazonServiceException || IsConnection(e, cancellationToken);

    /// <summary>The error for people.</summary>
    /// <param name="e">The client's fault.</param>
    /// <param name="subject">The object, and the store's address.</param>
    /// <param name="state">What state the object is in now.</param>
    public static PenstockException Explain(Exception e, string subject, string state)
    {
        if (e is not AmazonS3Exception { StatusCode: not 0 } s)
            return new TransientException(
                "The object store does not answer",
                subject,
                state,
                "penstock doctor, then run the same command again",
                e
            );

        // Ceph leaves the message empty; the code says what it is.
        var said =
            string.IsNullOrEmpty(s.Message) || s.Message == s.ErrorCode ? s.ErrorCode : $"{s.ErrorCode}: {s.Message}";
        return (s.StatusCode, s.ErrorCode) switch
        {
            (_, "NoSuchBucket") => new PenstockException("No such bucket", subject, state, "penstock doctor", e),
            (HttpStatusCode.Forbidden, _) => new PenstockException(
                $"The object store refuses access ({said})",
                subject,
                state,
                "check the access key, the secret and the bucket's policy, then penstock doctor",
                e
            ),
            (HttpStatusCode.PreconditionFailed, _) => new PenstockException(
                "The object changed while it was read",
                subject,
                state,
                "run the same command again",
                e
            ),
            (HttpStatusCode.InsufficientStorage, _) => new PenstockException(
                "The object store is full",
                subject,
                state,
                "make room in the object store, then run the same command again",
                e
            ),
            (
                >= HttpStatusCode.InternalServerError
                    or HttpStatusCode.RequestTimeout
                    or HttpStatusCode.TooManyRequests,
                _
            ) => new TransientException(
                $"The object store is in trouble ({(int)s.StatusCode} {said})",
                subject,
                state,
                "penstock doctor, then run the same command again",
                e
            ),
            _ => new PenstockException(
                $"The object store refuses the request ({(int)s.StatusCode} {said})",
                subject,
                state,
                "penstock doctor",
                e
            ),
        };
    }
}
