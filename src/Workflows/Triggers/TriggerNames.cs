namespace Penstock.Workflows.Triggers;

/// <summary>The kinds of stimuli of the built-in triggers.</summary>
public static class TriggerNames
{
    /// <summary>An event by its name.</summary>
    public const string Event = "Elsa.Event";

    /// <summary>An interval.</summary>
    public const string Timer = "Elsa.Timer";

    /// <summary>The times of a cron expression.</summary>
    public const string Cron = "Elsa.Cron";

    /// <summary>One moment.</summary>
    public const string StartAt = "Elsa.StartAt";

    /// <summary>A request to a path with a method.</summary>
    public const string HttpEndpoint = "Elsa.HttpEndpoint";

    /// <summary>The kinds that a clock fires.</summary>
    public static IReadOnlyList<string> Clock { get; } = [Timer, Cron, StartAt];
}
