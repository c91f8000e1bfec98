namespace Penstock.LakeLayers.Zones;

/// <summary>What a zone holds under one name: a table, or in landing a feed.</summary>
/// <param name="Zone"><c>landing</c>, <c>raw</c>, <c>refined</c>, <c>presentation</c> or <c>quarantine</c>.</param>
/// <param name="Name">The table or feed.</param>
/// <param name="Rows">Rows; for a feed whose objects are not made of rows null.</param>
/// <param name="Bytes">Bytes as stored.</param>
/// <param name="Files">Parquet files, or landing objects.</param>
/// <param name="SnapshotId">The current snapshot; null for a feed.</param>
/// <param name="ChangedAt">When it was last published.</param>
public sealed record ZoneTable(
    string Zone,
    string Name,
    long? Rows,
    long Bytes,
    long Files,
    long? SnapshotId,
    DateTimeOffset ChangedAt
)
{
    /// <summary>Since when it is stale: derived from what a run published that was retracted. Null: it is not.</summary>
    public DateTimeOffset? StaleSince { get; init; }

    /// <summary>The run that was retracted.</summary>
    public Guid? StaleBy { get; init; }
}
