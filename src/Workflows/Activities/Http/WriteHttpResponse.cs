using System.Net;
using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Http;

/// <summary>
/// Answers the request that started or resumed the run. When nobody waits any more, because the caller has gone or the run goes
/// on in
/// another process, it says so in the journal and the run goes on.
/// </summary>
[Activity("Elsa", "HTTP", "Writes a response to the current HTTP request.", DisplayName = "HTTP Response")]
public sealed class WriteHttpResponse : CodeActivity
{
    /// <summary>The status.</summary>
    [Input(
        DisplayName = "Status Code",
        Description = "The status code of the response.",
        DefaultValue = HttpStatusCode.OK,
        UIHint = InputUIHints.DropDown
    )]
    public Input<HttpStatusCode> StatusCode { get; set; } = new(HttpStatusCode.OK);

    /// <summary>The body: text, bytes, or a value that becomes JSON.</summary>
    [Input(Description = "The content of the response: text, bytes or an object.", UIHint = InputUIHints.MultiLine)]
    public Input<object?> Content { get; set; } = new();

    /// <summary>The media type.</summary>
    [Input(
        DisplayName = "Content Type",
        Description = "The content type of the response.",
        Options = new[]
        {
            "",
            "application/json",
            "text/plain",
            "text/html",
            "text/xml",
            "application/xml",
            "application/octet-stream",
        }
    )]
    public Input<string?> ContentType { get; set; } = new();

    /// <summary>Further headers.</summary>
    [Input(
        DisplayName = "Response Headers",
        Description = "The headers of the response.",
        Category = "Advanced",
        UIHint = InputUIHints.JsonEditor
    )]
    public Input<IDictionary<string, object>?> ResponseHeaders { get; set; } = new();

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context)
    {
        var headers = (context.Get(ResponseHeaders) ?? new Dictionary<string, object>()).ToDictionary(
            h => h.Key,
            h => HttpHeaderValues.Of(h.Value),
            StringComparer.OrdinalIgnoreCase
        );
        var content = HttpContentType.Write(
            context.Get(Content),
            context.Get(ContentType) is { Length: > 0 } type ? type : null
        );
        var status = (int)context.Get(StatusCode);
        var answer = new HttpAnswer(status is >= 200 and < 600 ? status : 200, content, headers);
        if (!context.GetRequiredService<HttpExchanges>().TryAnswer(context.WorkflowExecutionContext.RunId, answer))
            context.JournalData["Unanswered"] = "Nobody waits for this answer.";
    }
}
