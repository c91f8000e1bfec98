using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Maintenance;

/// <summary>Which snapshots are no longer kept.</summary>
public sealed record ExpireSnapshotsOptions
{
    /// <summary>The tables; all, dropped ones included, when empty.</summary>
    public IReadOnlyList<TableName> Tables { get; init; } = [];

    /// <summary>Younger snapshots are kept. Default: 7 days.</summary>
    public TimeSpan OlderThan { get; init; } = TimeSpan.FromDays(7);

    /// <summary>So many of a table's newest snapshots are kept whatever their age. From 1; default 10.</summary>
    public int Keep { get; init; } = 10;

    /// <summary>Snapshots that others depend on, such as those a warehouse was loaded from.</summary>
    public IReadOnlySet<long> Held { get; init; } = new HashSet<long>();

    /// <summary>Whether it is only told what would be done.</summary>
    public bool DryRun { get; init; }
}
