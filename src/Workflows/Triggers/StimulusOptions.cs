namespace Penstock.Workflows.Triggers;

/// <summary>What a stimulus brings, and whom it reaches.</summary>
public sealed record StimulusOptions
{
    /// <summary>What runs that start or go on are given.</summary>
    public IReadOnlyDictionary<string, object?> Input { get; init; } = new Dictionary<string, object?>();

    /// <summary>Only runs with this correlation id go on, and those that start get it.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Only this run goes on, and none starts.</summary>
    public Guid? RunId { get; init; }

    /// <summary>Names the occasion: a stimulus that is sent again after a crash starts no second run.</summary>
    public string? Occasion { get; init; }

    /// <summary>Who or what sends it.</summary>
    public string? TriggeredBy { get; init; }
}
