namespace Penstock.LakeLayers.Maintenance;

/// <summary>How careful a sweep is.</summary>
public sealed record SweepOptions
{
    /// <summary>Younger objects are left alone: a step that is running may be about to publish them. Default: 1 day.</summary>
    public TimeSpan OlderThan { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Whether it is only told what would be removed.</summary>
    public bool DryRun { get; init; }
}
