using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text;
using Polly;
using Polly.Retry;

namespace Penstock.Lineage.Transport;

/// <summary>Posts single events over one HTTP client; knows what answers mean, but nothing of the outbox.</summary>
internal sealed class EventPoster : IDisposable
{
    private const int LongestAnswer = 500;

    private readonly LineageTransportOptions _options;
    private readonly HttpClient _client;
    private readonly ResiliencePipeline<PostOutcome> _retries;

    public EventPoster(LineageTransportOptions options, TimeProvider time)
    {
        _options = options;
        // A redirect would turn the POST into a GET, which many servers answer with 200: the event would be lost in silence.
        _client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = options.RequestTimeout,
            }
        )
        {
            Timeout = options.RequestTimeout,
        };
        if (options.ApiKey is { } key)
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        _retries = new ResiliencePipelineBuilder<PostOutcome> { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions<PostOutcome>
                {
                    ShouldHandle = new PredicateBuilder<PostOutcome>().HandleResult(o => o.IsTransient),
                    MaxRetryAttempts = options.Retries,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = options.RetryDelay,
                }
            )
            .Build();
    }

    /// <summary>Posts one event, with the retries of the options.</summary>
    /// <param name="json">The event.</param>
    /// <param name="cancellationToken">Stops; whether the server has taken the event is then not known.</param>
    public async Task<PostOutcome> PostAsync(string json, CancellationToken cancellationToken) =>
        await _retries.ExecuteAsync(async token => await PostOnceAsync(json, token), cancellationToken);

    /// <summary>
    /// Asks whether the server is there and takes the token; posts nothing. That it knows no GET is an answer too.
    /// </summary>
    /// <returns>Why it cannot be used; null when it can.</returns>
    public async Task<string?> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.GetAsync(
                _options.Url,
                HttpCompletionOption.ResponseHeadersRead,
                cancellationToken
            );
            return (int)response.StatusCode is >= 500 or 401 or 403 or 407
                ? $"{(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd()
                : null;
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return NoAnswer;
        }
    }

    public void Dispose() => _client.Dispose();

    private string NoAnswer =>
        $"no answer from {_options.Url.Authority} within {_options.RequestTimeout.TotalSeconds:0.#} s";

    private async Task<PostOutcome> PostOnceAsync(string json, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _options.Url)
        {
            Content = new StringContent(json, Encoding.UTF8, MediaTypeNames.Application.Json),
        };
        try
        {
            using var response = await _client.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                cancellationToken
            );
            var verdict = Judge((int)response.StatusCode);
            return verdict == PostVerdict.Accepted
                ? new PostOutcome(verdict)
                : new PostOutcome(verdict, await DescribeAsync(response, cancellationToken));
        }
        catch (HttpRequestException e)
        {
            return new PostOutcome(PostVerdict.Unavailable, e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PostOutcome(PostVerdict.Unavailable, NoAnswer);
        }
    }

    private static PostVerdict Judge(int status) =>
        status switch
        {
            >= 200 and < 300 => PostVerdict.Accepted,
            408 or 425 or 429 or 502 or 503 or 504 => PostVerdict.Unavailable,
            401 or 404 or 405 or 407 or < 400 => PostVerdict.Misconfigured,
            < 500 => PostVerdict.Refused,
            _ => PostVerdict.Failing,
        };

    private async Task<string> DescribeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = $"{(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.RequestTimeout);
        try
        {
            using var body = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));
            var start = new char[LongestAnswer];
            var length = await body.ReadBlockAsync(start, limit.Token);
            // PostgreSQL's text holds no NUL, and a server may echo the request's token.
            var answer = new string(start, 0, length).Replace('\0', ' ').Trim();
            if (_options.ApiKey is { } key)
                answer = answer.Replace(key, "…", StringComparison.Ordinal);
            return answer.Length == 0 ? text : $"{text}: {answer}";
        }
        catch (Exception e)
            when (e is IOException or HttpRequestException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return text;
        }
    }
}
