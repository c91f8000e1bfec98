namespace Penstock.LakeLayers.Zones;

/// <summary>A snapshot of a table's past.</summary>
/// <param name="Id">Its number.</param>
/// <param name="CommittedAt">When it was published (UTC).</param>
/// <param name="RunId">The run that published it.</param>
/// <param name="RowsAdded">Rows in the files that it added.</param>
/// <param name="RowsRemoved">Rows in the files that it removed.</param>
/// <param name="RetractedAt">When it was retracted; null when it was not.</param>
public sealed record PublishedSnapshot(
    long Id,
    DateTime CommittedAt,
    Guid RunId,
    long RowsAdded,
    long RowsRemoved,
    DateTime? RetractedAt
);
