using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Expressions;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Activities.Http;

/// <summary>Starts the workflow when a request comes to a path, or waits in the middle of a run until one comes.</summary>
[Activity(
    "Elsa",
    "HTTP",
    "Waits for an HTTP request to a path with one of some methods.",
    DisplayName = "HTTP Endpoint",
    Kind = ActivityKind.Trigger
)]
public sealed class HttpEndpoint : CodeActivity, ITrigger, IInPlace
{
    /// <summary>The member of what a run or resume is given that holds the request, an <see cref="HttpRequestData"/>.</summary>
    public const string RequestKey = "HttpRequest";

    /// <summary>The path below the server's base path; parts in braces stand for any text: <c>orders/{id}</c>.</summary>
    [Input(Description = "The path, for instance orders/{id}.", IsRequired = true)]
    public Input<string> Path { get; set; } = new();

    /// <summary>The methods.</summary>
    [Input(
        Description = "The HTTP methods to accept.",
        Options = new[] { "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS" },
        UIHint = InputUIHints.CheckList
    )]
    public Input<ICollection<string>> SupportedMethods { get; set; } = new(["GET"]);

    /// <summary>Whether only signed-in callers are let in.</summary>
    [Input(Description = "Allow authenticated requests only.", Category = "Security")]
    public Input<bool> Authorize { get; set; } = new(false);

    /// <summary>A permission that the caller needs.</summary>
    [Input(Description = "A policy, here a permission, that the caller must satisfy.", Category = "Security")]
    public Input<string?> Policy { get; set; } = new();

    /// <summary>How long a caller waits for an answer.</summary>
    [Input(
        DisplayName = "Request Timeout",
        Description = "How long a request may take, hh:mm:ss.",
        Category = "Upload"
    )]
    public Input<TimeSpan?> RequestTimeout { get; set; } = new();

    /// <summary>The largest body in bytes.</summary>
    [Input(
        DisplayName = "Request Size Limit",
        Description = "The maximum size of the request in bytes.",
        Category = "Upload"
    )]
    public Input<long?> RequestSizeLimit { get; set; } = new();

    /// <summary>The largest file in bytes.</summary>
    [Input(DisplayName = "File Size Limit", Description = "The maximum size of a file in bytes.", Category = "Upload")]
    public Input<long?> FileSizeLimit { get; set; } = new();

    /// <summary>The only endings of file names that are let in.</summary>
    [Input(
        DisplayName = "Allowed File Extensions",
        Description = "The allowed file extensions, .pdf for instance.",
        Category = "Upload"
    )]
    public Input<ICollection<string>> AllowedFileExtensions { get; set; } = new();

    /// <summary>Endings of file names that are not let in.</summary>
    [Input(DisplayName = "Blocked File Extensions", Description = "The blocked file extensions.", Category = "Upload")]
    public Input<ICollection<string>> BlockedFileExtensions { get; set; } = new();

    /// <summary>The only media types of files that are let in.</summary>
    [Input(DisplayName = "Allowed MIME Types", Description = "The allowed MIME types.", Category = "Upload")]
    public Input<ICollection<string>> AllowedMimeTypes { get; set; } = new();

    /// <summary>Whether a body that is too large is an outcome rather than status 413.</summary>
    [Input(DisplayName = "Expose request too large outcome", Category = "Upload")]
    public bool ExposeRequestTooLargeOutcome { get; set; }

    /// <summary>Whether a file that is too large is an outcome rather than status 413.</summary>
    [Input(DisplayName = "Expose file too large outcome", Category = "Upload")]
    public bool ExposeFileTooLargeOutcome { get; set; }

    /// <summary>Whether a file name of the wrong ending is an outcome rather than status 415.</summary>
    [Input(DisplayName = "Expose invalid file extension outcome", Category = "Upload")]
    public bool ExposeInvalidFileExtensionOutcome { get; set; }

    /// <summary>Whether a file of the wrong media type is an outcome rather than status 415.</summary>
    [Input(DisplayName = "Expose invalid file MIME type outcome", Category = "Upload")]
    public bool ExposeInvalidFileMimeTypeOutcome { get; set; }

    /// <summary>The body: JSON as an object, a form as names and values, other types as text.</summary>
    [Output(Description = "The parsed content of the request, if any.")]
    public Output<object?> ParsedContent { get; set; } = new();

    /// <summary>The uploaded files.</summary>
    [Output(Description = "The uploaded files, if any.")]
    public Output<IReadOnlyList<HttpFileData>> Files { get; set; } = new();

    /// <summary>The first uploaded file.</summary>
    [Output(Description = "The uploaded file, if any.")]
    public Output<HttpFileData?> File { get; set; } = new();

    /// <summary>The values of the path's parts in braces.</summary>
    [Output(DisplayName = "Route Data", Description = "The parsed route data.")]
    public Output<IDictionary<string, object>> RouteData { get; set; } = new();

    /// <summary>The values of the query string.</summary>
    [Output(DisplayName = "Query String Data", Description = "The query string data.")]
    public Output<IDictionary<string, object>> QueryStringData { get; set; } = new();

    /// <summary>The headers.</summary>
    [Output(Description = "The request headers.")]
    public Output<IDictionary<string, object>> Headers { get; set; } = new();

    /// <summary>The whole request.</summary>
    [Output(Description = "The request.")]
    public Output<object?> Result { get; set; } = new();

    /// <inheritdoc/>
    public async ValueTask<IEnumerable<object>> GetTriggerPayloadsAsync(TriggerIndexingContext context)
    {
        var rules = new HttpEndpointRules
        {
            Authorize = await context.GetAsync(Authorize),
            Policy = await context.GetAsync(Policy),
            RequestTimeout = await context.GetAsync(RequestTimeout),
            RequestSizeLimit = await context.GetAsync(RequestSizeLimit),
            FileSizeLimit = await context.GetAsync(FileSizeLimit),
            AllowedFileExtensions = [.. await context.GetAsync(AllowedFileExtensions) ?? []],
            BlockedFileExtensions = [.. await context.GetAsync(BlockedFileExtensions) ?? []],
            AllowedMimeTypes = [.. await context.GetAsync(AllowedMimeTypes) ?? []],
            Exposed = Exposed(),
        };
        var path = await context.GetAsync(Path);
        return
        [
            .. Methods(await context.GetAsync(SupportedMethods))
                .Select(m => new HttpEndpointTrigger(HttpPaths.Normal(path), m, rules)),
        ];
    }

    /// <inheritdoc/>
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        if (
            context.IsTriggerOfWorkflow
            && context.WorkflowExecutionContext.Input.TryGetValue(RequestKey, out var request)
        )
            return Take(context, request);
        var rules = new HttpEndpointRules
        {
            Authorize = context.Get(Authorize),
            Policy = context.Get(Policy),
            RequestTimeout = context.Get(RequestTimeout),
            RequestSizeLimit = context.Get(RequestSizeLimit),
            FileSizeLimit = context.Get(FileSizeLimit),
            AllowedFileExtensions = [.. context.Get(AllowedFileExtensions) ?? []],
            BlockedFileExtensions = [.. context.Get(BlockedFileExtensions) ?? []],
            AllowedMimeTypes = [.. context.Get(AllowedMimeTypes) ?? []],
            Exposed = Exposed(),
        };
        foreach (var method in Methods(context.Get(SupportedMethods)))
        {
            context.CreateBookmark(
                new CreateBookmarkArgs
                {
                    Stimulus = new HttpEndpointStimulus(HttpPaths.Normal(context.Get(Path)), method),
                    Callback = ResumeAsync,
                    Metadata = System.Text.Json.JsonSerializer.SerializeToNode(rules, ValueConverter.Json)!.AsObject(),
                }
            );
        }
        return ValueTask.CompletedTask;
    }

    private ValueTask ResumeAsync(ActivityExecutionContext context) =>
        Take(context, context.ResumeInput.GetValueOrDefault(RequestKey));

    private ValueTask Take(ActivityExecutionContext context, object? brought)
    {
        if (ValueConverter.Convert(brought, typeof(HttpRequestData)) is not HttpRequestData request)
            return context.CompleteActivityAsync();
        context.Set(ParsedContent, ValueConverter.Convert(request.Content?.DeepClone(), typeof(object)));
        context.Set(Files, request.Files);
        context.Set(File, request.Files.Count > 0 ? request.Files[0] : null);
        context.Set(RouteData, request.RouteData);
        context.Set(QueryStringData, request.Query);
        context.Set(Headers, request.Headers);
        context.Set(
            Result,
            new Dictionary<string, object?>
            {
                ["Method"] = request.Method,
                ["Path"] = request.Path,
                ["User"] = request.User,
            }
        );
        return context.CompleteActivityWithOutcomesAsync(request.Problem ?? Outcomes.DoneName);
    }

    private static IEnumerable<string> Methods(ICollection<string>? methods) =>
        (methods is { Count: > 0 } ? methods : ["GET"])
            .Select(m => m.Trim().ToLowerInvariant())
            .Distinct(StringComparer.Ordinal);

    private List<string> Exposed() =>
        [
            .. ExposeRequestTooLargeOutcome ? [HttpEndpointRules.RequestTooLarge] : Array.Empty<string>(),
            .. ExposeFileTooLargeOutcome ? [HttpEndpointRules.FileTooLarge] : Array.Empty<string>(),
            .. ExposeInvalidFileExtensionOutcome ? [HttpEndpointRules.InvalidExtension] : Array.Empty<string>(),
            .. ExposeInvalidFileMimeTypeOutcome ? [HttpEndpointRules.InvalidMimeType] : Array.Empty<string>(),
        ];
}
