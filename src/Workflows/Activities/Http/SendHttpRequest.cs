using System.Text.Json.Nodes;
using Penstock.Core.Errors;
using Penstock.Workflows.Activities.Attributes;
using Penstock.Workflows.Definitions;

namespace Penstock.Workflows.Activities.Http;

/// <summary>
/// Sends a request and runs the activity of the status code that it is answered with. A request that cannot be sent, and has no
/// activity for that, is a fault.
/// </summary>
[Activity("Elsa", "HTTP", "Sends an HTTP request.", DisplayName = "HTTP Request", Kind = ActivityKind.Task)]
public sealed class SendHttpRequest : SendHttpRequestBase, INodeAware
{
    private readonly List<(int Status, IActivity? Activity)> _cases = [];

    /// <summary>Status codes with the activities that they run, as the definition holds them.</summary>
    [Input(Description = "A list of expected status codes to handle.", UIHint = "http-status-codes", Order = 8)]
    public JsonArray? ExpectedStatusCodes { get; set; }

    /// <summary>Runs when the status code is none of those.</summary>
    [Port]
    public IActivity? UnmatchedStatusCode { get; set; }

    /// <summary>Runs when the request could not be sent or answered.</summary>
    [Port]
    public IActivity? FailedToConnect { get; set; }

    /// <summary>Runs when the answer took too long.</summary>
    [Port]
    public IActivity? Timeout { get; set; }

    void INodeAware.Attach(ActivityNode node, IReadOnlyDictionary<JsonObject, IActivity> inside)
    {
        foreach (var item in node.Json.Objects("expectedStatusCodes"))
            _cases.Add(
                (
                    item.Whole("statusCode") ?? 0,
                    item.Object("activity") is { } json ? inside.GetValueOrDefault(json) : null
                )
            );
    }

    private protected override ValueTask AnsweredAsync(ActivityExecutionContext context, int status)
    {
        var match = _cases.FindIndex(c => c.Status == status);
        return RunAsync(context, match >= 0 ? _cases[match].Activity : UnmatchedStatusCode);
    }

    private protected override ValueTask FailedToConnectAsync(
        ActivityExecutionContext context,
        TransientException error
    ) => Otherwise(context, FailedToConnect, error);

    private protected override ValueTask TimedOutAsync(ActivityExecutionContext context, TransientException error) =>
        Otherwise(context, Timeout, error);

    private ValueTask Otherwise(ActivityExecutionContext context, IActivity? activity, TransientException error)
    {
        context.JournalData["Error"] = error.Message;
        return activity is null ? throw error : RunAsync(context, activity);
    }

    private ValueTask RunAsync(ActivityExecutionContext context, IActivity? activity) =>
        activity is null
            ? context.CompleteActivityAsync()
            : context.ScheduleActivityAsync(activity, ChildCompletedAsync);

    private ValueTask ChildCompletedAsync(ActivityCompletedContext completed) =>
        completed.TargetContext.CompleteActivityAsync();
}
