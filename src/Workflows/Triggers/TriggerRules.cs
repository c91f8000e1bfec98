using System.Text.Json.Nodes;
using Penstock.Workflows.Definitions;
using Penstock.Workflows.Scheduling;

namespace Penstock.Workflows.Triggers;

/// <summary>What must hold of a trigger before it is published.</summary>
internal static class TriggerRules
{
    public static DefinitionProblem? Check(ActivityNode node, StoredTrigger trigger) =>
        trigger.Name switch
        {
            TriggerNames.Cron => CronExpressions.Validate(Text(trigger, "cronExpression")) is { } problem
                ? new(node, problem, CronExpressions.Help)
                : null,
            TriggerNames.Timer => TimeSpan.TryParse(Text(trigger, "interval"), out var interval)
            && interval >= TimeSpan.FromSeconds(1)
                ? null
                : new(
                    node,
                    "The interval of the timer is shorter than a second",
                    "write it as hh:mm:ss, 00:05:00 for instance"
                ),
            TriggerNames.StartAt => DateTimeOffset.TryParse(Text(trigger, "dateTime"), out var moment)
            && moment > DateTimeOffset.UnixEpoch
                ? null
                : new(node, "The trigger has no date and time", "choose one"),
            TriggerNames.Event => string.IsNullOrWhiteSpace(Text(trigger, "eventName"))
                ? new(node, "The event has no name", "give it one")
                : null,
            _ => null,
        };

    private static string? Text(StoredTrigger trigger, string member) => (trigger.Payload as JsonObject)?.Text(member);
}
