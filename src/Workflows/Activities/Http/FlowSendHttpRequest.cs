using System.Globalization;
using Penstock.Core.Errors;
using Penstock.Workflows.Activities.Attributes;

namespace Penstock.Workflows.Activities.Http;

/// <summary>
/// Sends a request; its outcome is the status code when that is expected, or says what went wrong, besides Done. A request that
/// cannot
/// be sent, and whose failure leads nowhere, is a fault.
/// </summary>
[Activity("Elsa", "HTTP", "Sends an HTTP request.", DisplayName = "HTTP Request (flow)", Kind = ActivityKind.Task)]
[FlowNode("200", Unmatched, Failed, Late, "Done")]
public sealed class FlowSendHttpRequest : SendHttpRequestBase
{
    private const string Unmatched = "Unmatched status code";
    private const string Failed = "Failed to connect";
    private const string Late = "Timeout";

    /// <summary>The status codes that are outcomes of their own.</summary>
    [Input(
        Description = "A list of expected status codes to handle.",
        UIHint = InputUIHints.MultiText,
        DefaultSyntax = "Object",
        Order = 8
    )]
    public Input<ICollection<int>> ExpectedStatusCodes { get; set; } = new([200]);

    private protected override ValueTask AnsweredAsync(ActivityExecutionContext context, int status)
    {
        var expected = context.Get(ExpectedStatusCodes) ?? [];
        if (expected.Contains(status))
            return context.CompleteActivityWithOutcomesAsync(status.ToString(CultureInfo.InvariantCulture), "Done");
        return expected.Count > 0
            ? context.CompleteActivityWithOutcomesAsync(Unmatched, "Done")
            : context.CompleteActivityAsync();
    }

    private protected override ValueTask FailedToConnectAsync(
        ActivityExecutionContext context,
        TransientException error
    ) => Otherwise(context, Failed, error);

    private protected override ValueTask TimedOutAsync(ActivityExecutionContext context, TransientException error) =>
        Otherwise(context, Late, error);

    private static ValueTask Otherwise(ActivityExecutionContext context, string outcome, TransientException error)
    {
        context.JournalData["Error"] = error.Message;
        return context.HasConnection(outcome) ? context.CompleteActivityWithOutcomesAsync(outcome) : throw error;
    }
}
