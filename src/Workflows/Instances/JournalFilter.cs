namespace Penstock.Workflows.Instances;

/// <summary>Which events of a run's journal are meant. Members that are null do not filter.</summary>
public sealed record JournalFilter
{
    /// <summary>Events of these activities.</summary>
    public IReadOnlyCollection<string>? ActivityIds { get; init; }

    /// <summary>Events of these activities, by their ids from the root.</summary>
    public IReadOnlyCollection<string>? ActivityNodeIds { get; init; }

    /// <summary>No events of activities of these types.</summary>
    public IReadOnlyCollection<string>? ExcludedActivityTypes { get; init; }

    /// <summary>Events of these names.</summary>
    public IReadOnlyCollection<string>? EventNames { get; init; }
}
