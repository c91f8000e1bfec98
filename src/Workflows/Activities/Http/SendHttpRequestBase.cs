using System.Net.Http.Headers;
using Penstock.Core.Errors;
using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Http;

/// <summary>
/// Base of the activities that send a request. With a resilience strategy a try that cannot connect, takes too long or is
/// answered
/// with 408, 429 or 5xx is repeated; the last try decides which way the workflow goes. A request that may change something
/// carries
/// the header <c>Idempotency-Key</c>, the same for each repetition.
/// </summary>
public abstract class SendHttpRequestBase : Activity
{
    private const string IdempotencyKey = "Idempotency-Key";

    /// <summary>Where to.</summary>
    [Input(DisplayName = "URL", Description = "The URL to send the request to.", IsRequired = true, Order = 1)]
    public Input<Uri?> Url { get; set; } = new();

    /// <summary>The method.</summary>
    [Input(
        Description = "The HTTP method.",
        Options = new[] { "GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD" },
        DefaultValue = "GET",
        Order = 2
    )]
    public Input<string> Method { get; set; } = new("GET");

    /// <summary>What is sent: text, bytes, or a value that becomes JSON or a form.</summary>
    [Input(Description = "The content to send: text, bytes or an object.", UIHint = InputUIHints.MultiLine, Order = 3)]
    public Input<object?> Content { get; set; } = new();

    /// <summary>The media type of what is sent.</summary>
    [Input(
        Description = "The content type of the request.",
        Options = new[]
        {
            "",
            "application/json",
            "text/plain",
            "text/html",
            "text/xml",
            "application/xml",
            "application/x-www-form-urlencoded",
            "application/octet-stream",
        },
        Order = 4
    )]
    public Input<string?> ContentType { get; set; } = new();

    /// <summary>The Authorization header.</summary>
    [Input(
        Description = "The Authorization header, for example: Bearer {some-access-token}",
        Category = "Security",
        IsSensitive = true,
        Order = 5
    )]
    public Input<string?> Authorization { get; set; } = new();

    /// <summary>Goes without checking what the header holds.</summary>
    [Input(
        DisplayName = "Disable Authorization Header Validation",
        Description = "Sends the Authorization header as it is.",
        Category = "Security",
        DefaultValue = false,
        Order = 6
    )]
    public Input<bool> DisableAuthorizationHeaderValidation { get; set; } = new(false);

    /// <summary>Further headers.</summary>
    [Input(
        Description = "The headers to send along.",
        Category = "Advanced",
        UIHint = InputUIHints.JsonEditor,
        Order = 7
    )]
    public Input<IDictionary<string, object>?> RequestHeaders { get; set; } = new();

    /// <summary>The answer's status.</summary>
    [Output(Description = "The HTTP response status code.")]
    public Output<int> StatusCode { get; set; } = new();

    /// <summary>The answer's content: JSON as an object, other types as text.</summary>
    [Output(Description = "The parsed content, if any.")]
    public Output<object?> ParsedContent { get; set; } = new();

    /// <summary>The answer's headers.</summary>
    [Output(Description = "The response headers.")]
    public Output<IDictionary<string, string[]>> ResponseHeaders { get; set; } = new();

    /// <summary>The answer: StatusCode, Headers, Content.</summary>
    [Output(Description = "The response.")]
    public Output<object?> Result { get; set; } = new();

    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        int status;
        try
        {
            status = await SendAsync(context);
        }
        catch (HttpRequestException e) when (e.HttpRequestError != HttpRequestError.ConfigurationLimitExceeded)
        {
            var error = new TransientException(
                $"The HTTP request could not be sent or answered ({e.Message})",
                Target(context),
                inner: e
            );
            if (HasTriesLeft(context))
                throw error;
            context.HasFailedTry = true;
            await FailedToConnectAsync(context, error);
            return;
        }
        catch (OperationCanceledException e)
            when (!context.WorkflowExecutionContext.CancellationToken.IsCancellationRequested
                && !context.IsCancelRequested
            )
        {
            var error = new TransientException("The HTTP request took too long", Target(context), inner: e);
            if (HasTriesLeft(context))
                throw error;
            context.HasFailedTry = true;
            await TimedOutAsync(context, error);
            return;
        }
        context.HasFailedTry = status is 408 or 429 or >= 500;
        if (context.HasFailedTry && HasTriesLeft(context))
            throw new TransientException($"The HTTP request was answered with {status}", Target(context));
        await AnsweredAsync(context, status);
    }

    private protected abstract ValueTask AnsweredAsync(ActivityExecutionContext context, int status);

    private protected abstract ValueTask FailedToConnectAsync(
        ActivityExecutionContext context,
        TransientException error
    );

    private protected abstract ValueTask TimedOutAsync(ActivityExecutionContext context, TransientException error);

    private async Task<int> SendAsync(ActivityExecutionContext context)
    {
        using var request = Request(context);
        using var response = await context
            .GetRequiredService<HttpSender>()
            .Client.SendAsync(request, context.CancellationToken);
        var media = response.Content.Headers.ContentType?.MediaType;
        var content =
            media is not null && IsBinary(media)
                ? await response.Content.ReadAsByteArrayAsync(context.CancellationToken)
                : HttpContentType.Read(await response.Content.ReadAsStringAsync(context.CancellationToken), media);
        var headers = response
            .Headers.Concat(response.Content.Headers)
            .ToDictionary(h => h.Key, h => h.Value.ToArray(), StringComparer.OrdinalIgnoreCase);
        context.Set(StatusCode, (int)response.StatusCode);
        context.Set(ParsedContent, content);
        context.Set(ResponseHeaders, headers);
        context.Set(
            Result,
            new Dictionary<string, object?>
            {
                ["StatusCode"] = (int)response.StatusCode,
                ["Headers"] = headers,
                ["Content"] = content,
            }
        );
        return (int)response.StatusCode;
    }

    private HttpRequestMessage Request(ActivityExecutionContext context)
    {
        var url = context.Get(Url);
        if (url is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            throw new UsageException(
                "The URL of the HTTP request is not an absolute http or https address",
                $"{url}, {context.Node}",
                "write it as https://host/path"
            );
        var method = context.Get(Method) is { Length: > 0 } name ? name : "GET";
        var request = new HttpRequestMessage(HttpMethod.Parse(method), url)
        {
            Content = HttpContentType.Write(
                context.Get(Content),
                context.Get(ContentType) is { Length: > 0 } type ? type : null
            ),
        };
        if (context.Get(Authorization) is { Length: > 0 } authorization)
        {
            if (context.Get(DisableAuthorizationHeaderValidation))
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            else
                request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);
        }
        foreach (var (header, value) in context.Get(RequestHeaders) ?? new Dictionary<string, object>())
        {
            var values = HttpHeaderValues.Of(value);
            if (!request.Headers.TryAddWithoutValidation(header, values))
                request.Content?.Headers.TryAddWithoutValidation(header, values);
        }
        // The execution keeps its id when it is tried again or goes on in another process, so the other side can tell a
        // repetition.
        if (!IsSafe(request.Method) && !request.Headers.Contains(IdempotencyKey))
            request.Headers.Add(IdempotencyKey, context.Id);
        return request;
    }

    private static bool IsSafe(HttpMethod method) =>
        method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Options;

    private static bool IsBinary(string media) =>
        media.StartsWith("image/", StringComparison.Ordinal)
        || media.StartsWith("audio/", StringComparison.Ordinal)
        || media.StartsWith("video/", StringComparison.Ordinal)
        || media is "application/octet-stream" or "application/pdf" or "application/zip" or "application/gzip";

    private string Target(ActivityExecutionContext context) =>
        $"{context.Get(Method)} {context.Get(Url)?.GetLeftPart(UriPartial.Path)}";

    private static bool HasTriesLeft(ActivityExecutionContext context) =>
        context.Resilience is { } settings && context.FailedAttemptCount < settings.MaxRetryAttempts;
}
