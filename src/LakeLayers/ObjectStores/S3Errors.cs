using System.Net;
using System.Security.Authentication;
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

    /// <summary>Whether the server is there and asks to be asked again later.</summary>
    public static bool IsLater(Exception e) => e is AmazonServiceException s && IsLater(s.StatusCode);

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
        if (e is AmazonS3Exception { StatusCode: not 0 } s)
            return ExplainAnswer(s, subject, state);
        if (Untrusted(e) is { } tls)
            return new PenstockException(
                $"The object store's certificate is not trusted ({tls.Message})",
                subject,
                state,
                "set lake.certificateFile in penstock.yml to the certificate of its authority, or to its own",
                e
            );
        if (e is AmazonClientException { InnerException: null })
            return new TransientException(
                $"What arrived is not what the object store keeps ({e.Message})",
                subject,
                state,
                "run the same command again",
                e
            );
        return new TransientException(
            $"The object store does not answer ({Innermost(e).Message})",
            subject,
            state,
            "see that it runs and that lake.endpoint in penstock.yml names it, then run the same command again",
            e
        );
    }

    private static PenstockException ExplainAnswer(AmazonS3Exception e, string subject, string state)
    {
        PenstockException Refusal(string what, string next) => new(what, subject, state, next, e);

        // Ceph leaves the message empty; the code says what it is.
        var said =
            string.IsNullOrEmpty(e.Message) || e.Message == e.ErrorCode ? e.ErrorCode : $"{e.ErrorCode}: {e.Message}";
        return (e.StatusCode, e.ErrorCode) switch
        {
            (_, "NoSuchBucket") => Refusal(
                "No such bucket",
                "make the bucket on the object store, or name another one in lake.store in penstock.yml"
            ),
            (_, "InvalidAccessKeyId") => Refusal(
                $"The object store refuses access: it does not know the access key ({said})",
                "correct lake.accessKey in penstock.yml"
            ),
            (_, "SignatureDoesNotMatch") => Refusal(
                $"The object store refuses access: the secret is another one ({said})",
                "correct lake.secretKey in penstock.yml"
            ),
            (_, "RequestTimeTooSkewed") => Refusal(
                $"The object store refuses access: its clock and this machine's differ ({said})",
                "set the clocks, for instance with chrony"
            ),
            (_, "AuthorizationHeaderMalformed" or "PermanentRedirect" or "IllegalLocationConstraintException") =>
                Refusal($"The bucket is in another region ({said})", "correct lake.region in penstock.yml"),
            (HttpStatusCode.Forbidden, _) => Refusal(
                $"The object store refuses access ({said})",
                "let the user of lake.accessKey read, write, list and delete objects in the bucket; see its policy"
            ),
            (HttpStatusCode.PreconditionFailed, _) => Refusal(
                "The object changed while it was read",
                "run the same command again"
            ),
            (HttpStatusCode.InsufficientStorage, _) or (_, "QuotaExceeded") => Refusal(
                $"The object store is full ({said})",
                "make room in the object store, then run the same command again"
            ),
            (var status, _) when IsLater(status) => new TransientException(
                $"The object store is in trouble ({(int)status} {said})",
                subject,
                state,
                "see the object store's log, then run the same command again",
                e
            ),
            _ => Refusal(
                $"The object store refuses the request ({(int)e.StatusCode} {said})",
                "see that lake.endpoint in penstock.yml names an S3 server, and look into its log"
            ),
        };
    }

    private static bool IsLater(HttpStatusCode status) =>
        status
            is HttpStatusCode.RequestTimeout
                or HttpStatusCode.TooManyRequests
                or HttpStatusCode.InternalServerError
                or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout;

    private static AuthenticationException? Untrusted(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
            if (e is AuthenticationException found)
                return found;
        return null;
    }

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;
}
