namespace Penstock.Core.Steps.Planning;

/// <summary>What a step would do if it ran now. Making one reads what the step would look at first, and writes nothing.</summary>
/// <param name="Runs">Whether it would change anything.</param>
/// <param name="Reason">Why, or why not, for people.</param>
public sealed record StepPlan(bool Runs, string Reason)
{
    /// <summary>What it would read: datasets, by the names that people know them by.</summary>
    public IReadOnlyList<string> Reads { get; init; } = [];

    /// <summary>What it would write.</summary>
    public IReadOnlyList<PlannedWrite> Writes { get; init; } = [];

    /// <summary>Rows, documents or files that it would count when it ran; null when there is nothing to tell it from.</summary>
    public long? Rows { get; init; }

    /// <summary>Bytes that it would count; null when there is nothing to tell them from.</summary>
    public long? Bytes { get; init; }

    /// <summary>A step that would change nothing.</summary>
    public static StepPlan Skip(string reason, params IReadOnlyList<string> reads) =>
        new(false, reason)
        {
            Reads = reads,
            Rows = 0,
            Bytes = 0,
        };
}
