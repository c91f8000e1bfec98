using System.Text.Json.Nodes;
using Penstock.Workflows.Expressions;
using Penstock.Workflows.Runtime;

namespace Penstock.Workflows.Activities.Composition;

/// <summary>How a child run ended.</summary>
/// <param name="RunId">The child.</param>
/// <param name="SubStatus">Finished, Faulted or Cancelled.</param>
/// <param name="Output">What it gave.</param>
internal sealed record ChildEnd(Guid RunId, WorkflowSubStatus SubStatus, IReadOnlyDictionary<string, object?> Output)
{
    public static ChildEnd Of(RunResult result) => new(result.RunId, result.SubStatus, result.Output);

    /// <summary>From the journal, which keeps outputs for people: secrets are masked and long texts cut.</summary>
    public static ChildEnd Of(RunRecord run) => new(run.Id, run.SubStatus, Values(run.Output));

    /// <summary>From the message that the child's end leaves for its parent.</summary>
    public static ChildEnd? Of(IReadOnlyDictionary<string, object?> message)
    {
        if (!Guid.TryParse(message.GetValueOrDefault("WorkflowInstanceId")?.ToString(), out var id))
            return null;
        if (!Enum.TryParse<WorkflowSubStatus>(message.GetValueOrDefault("SubStatus")?.ToString(), out var end))
            return null;
        return new(
            id,
            end,
            Values(ValueConverter.Convert(message.GetValueOrDefault("Output"), typeof(JsonObject)) as JsonObject)
        );
    }

    public IReadOnlyDictionary<string, object?> ToMessage() =>
        new Dictionary<string, object?>
        {
            ["WorkflowInstanceId"] = RunId.ToString(),
            ["Status"] = nameof(WorkflowStatus.Finished),
            ["SubStatus"] = SubStatus.ToString(),
            ["Output"] = Output,
        };

    private static Dictionary<string, object?> Values(JsonObject? output) =>
        (output ?? []).ToDictionary(
            o => o.Key,
            o => ValueConverter.Convert(o.Value?.DeepClone(), typeof(object)),
            StringComparer.Ordinal
        );
}
