using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Maintenance;

/// <summary>What a compaction makes of a table's files.</summary>
/// <param name="Table">The table.</param>
public sealed record CompactOptions(TableName Table)
{
    /// <summary>The size that files should have; those under three quarters of it are small. From 1 MB; default 128 MB.</summary>
    public long TargetBytes { get; init; } = 128L << 20;

    /// <summary>Whether it is only told what would be done.</summary>
    public bool DryRun { get; init; }
}
