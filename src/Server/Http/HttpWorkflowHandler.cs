using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Penstock.Core.Errors;
using Penstock.Workflows.Activities.Http;
using Penstock.Workflows.Definitions.Store;
using Penstock.Workflows.Runtime;

namespace Penstock.Server.Http;

/// <summary>
/// Answers a request to an endpoint of a workflow with what its run says: at once with what Write HTTP Response gives, else 200
/// when
/// the run has ended, 202 when it waits for something, 500 when it faulted. The run is in the journal before anything of it
/// runs, so a
/// caller that goes away, or a server that does, loses nothing.
/// </summary>
internal sealed class HttpWorkflowHandler(
    HttpRouteTable routes,
    HttpExchanges exchanges,
    WorkflowRuntime runtime,
    IDefinitionLookup definitions,
    IAuthorizationService authorization,
    HttpWorkflowOptions options,
    TimeProvider time
) : IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(
        new ConcurrencyLimiterOptions
        {
            PermitLimit = options.MaxInFlight,
            QueueLimit = options.MaxWaiting,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }
    );

    public async Task HandleAsync(HttpContext context, string path)
    {
        // What a workflow answers is not to be made into a page.
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            pages.Enabled = false;
        using var lease = await _limiter.AcquireAsync(1, context.RequestAborted);
        if (!lease.IsAcquired)
        {
            context.Response.Headers.RetryAfter = "1";
            await RefuseAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                "Too many requests are being worked on",
                "Nothing was begun. Next: send it again in a moment"
            );
            return;
        }
        if (await routes.FindAsync(path, context.Request.Method, context.RequestAborted) is not { } route)
        {
            await RefuseAsync(
                context,
                StatusCodes.Status404NotFound,
                "No workflow listens here",
                $"{context.Request.Method} {path}. Next: publish a workflow with an HTTP Endpoint of this path and method"
            );
            return;
        }
        if (!await IsLetInAsync(context, route.Rules))
            return;
        var request = await HttpRequestReader.ReadAsync(
            context,
            path,
            route,
            route.Rules.RequestSizeLimit ?? options.RequestSizeLimit
        );
        if (request.Problem is { } problem && !route.Rules.Exposed.Contains(problem))
        {
            var isSize = problem is HttpEndpointRules.RequestTooLarge or HttpEndpointRules.FileTooLarge;
            await RefuseAsync(
                context,
                isSize ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status415UnsupportedMediaType,
                problem,
                "Nothing was begun"
            );
            return;
        }
        await RunAsync(context, route, new Dictionary<string, object?> { [HttpEndpoint.RequestKey] = request });
    }

    public void Dispose() => _limiter.Dispose();

    private async Task RunAsync(HttpContext context, HttpRoute route, Dictionary<string, object?> input)
    {
        var runId = route.Bookmark?.RunId ?? Guid.CreateVersion7(time.GetUtcNow());
        var answer = exchanges.Open(runId);
        try
        {
            var burst = await BeginAsync(route, runId, input);
            if (burst is null)
            {
                await RefuseAsync(
                    context,
                    StatusCodes.Status404NotFound,
                    "No workflow listens here any more",
                    "It was taken back, or somebody else was faster. Nothing was begun"
                );
                return;
            }
            context.Response.Headers["x-elsa-workflow-instance-id"] = runId.ToString();
            await AnswerAsync(context, answer, burst, route.Rules.RequestTimeout ?? options.Timeout);
        }
        catch (UsageException e)
        {
            await RefuseAsync(context, StatusCodes.Status409Conflict, e.What, e.Message);
        }
        finally
        {
            exchanges.Close(runId);
        }
    }

    private async Task<Task<RunResult>?> BeginAsync(HttpRoute route, Guid runId, Dictionary<string, object?> input)
    {
        // Not the request's token: who has been let in is worked on, also when the caller does not wait.
        if (route.Bookmark is { } bookmark)
            return (await runtime.ResumeAsync(bookmark.RunId, bookmark.Id, input, CancellationToken.None))?.Burst;
        if (
            await definitions.FindVersionAsync(route.Trigger!.VersionId, CancellationToken.None)
            is not { Info.IsPublished: true } stored
        )
            return null;
        var run = new RunOptions
        {
            RunId = runId,
            Input = input,
            TriggerActivityId = route.Trigger.ActivityId,
            TriggeredBy = $"http {route.Template}",
        };
        return (await runtime.StartAsync(stored.Definition, run, CancellationToken.None)).Burst;
    }

    private async Task AnswerAsync(
        HttpContext context,
        Task<HttpAnswer> answer,
        Task<RunResult> burst,
        TimeSpan timeout
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var late = Task.Delay(timeout, time, patience.Token);
        await Task.WhenAny(answer, burst, late);
        // The answer may have come in the same moment as the end.
        if (answer.IsCompletedSuccessfully)
            await WriteAsync(context, await answer);
        else if (burst.IsFaulted)
            await RefuseAsync(
                context,
                StatusCodes.Status500InternalServerError,
                "The run was stopped",
                "It stands as it was committed last. Next: look at the run in Runs"
            );
        else if (burst.IsCompletedSuccessfully)
            await WriteEndAsync(context, (await burst).SubStatus);
        else if (!context.RequestAborted.IsCancellationRequested)
            await RefuseAsync(
                context,
                StatusCodes.Status504GatewayTimeout,
                "The workflow has not answered in time",
                "The run goes on. Next: look at it in Runs"
            );
        await patience.CancelAsync();
    }

    private static Task WriteEndAsync(HttpContext context, WorkflowSubStatus end)
    {
        if (end is WorkflowSubStatus.Faulted or WorkflowSubStatus.Cancelled)
            return RefuseAsync(
                context,
                StatusCodes.Status500InternalServerError,
                $"The workflow ended as {end}",
                "Next: look at the run in Runs"
            );
        context.Response.StatusCode =
            end == WorkflowSubStatus.Finished ? StatusCodes.Status200OK : StatusCodes.Status202Accepted;
        return Task.CompletedTask;
    }

    private static async Task WriteAsync(HttpContext context, HttpAnswer answer)
    {
        var response = context.Response;
        response.StatusCode = answer.StatusCode;
        foreach (var (name, values) in answer.Headers)
        {
            if (
                !name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
                && !name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)
            )
                response.Headers[name] = values;
        }
        if (answer.Content is not { } content || answer.StatusCode is 204 or 304)
            return;
        if (content.Headers.ContentType is { } type && !answer.Headers.ContainsKey("Content-Type"))
            response.ContentType = type.ToString();
        await using var stream = await content.ReadAsStreamAsync(context.RequestAborted);
        await stream.CopyToAsync(response.Body, context.RequestAborted);
    }

    private async Task<bool> IsLetInAsync(HttpContext context, HttpEndpointRules rules)
    {
        if (!rules.Authorize && string.IsNullOrEmpty(rules.Policy))
            return true;
        if (context.User.Identity is not { IsAuthenticated: true })
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await RefuseAsync(
                context,
                StatusCodes.Status401Unauthorized,
                "This endpoint is for callers who sign in",
                "Next: send Authorization: ApiKey KEY"
            );
            return false;
        }
        if (
            string.IsNullOrEmpty(rules.Policy)
            || (await authorization.AuthorizeAsync(context.User, null, rules.Policy)).Succeeded
        )
            return true;
        await RefuseAsync(
            context,
            StatusCodes.Status403Forbidden,
            "You may not call this endpoint",
            $"It needs {rules.Policy}"
        );
        return false;
    }

    private static Task RefuseAsync(HttpContext context, int status, string title, string detail) =>
        Results.Problem(detail, statusCode: status, title: title).ExecuteAsync(context);
}
