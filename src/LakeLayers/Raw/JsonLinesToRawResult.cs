namespace Penstock.LakeLayers.Raw;

/// <summary>What one run of <see cref="JsonLinesToRaw"/> did.</summary>
/// <param name="Objects">Landing objects ingested.</param>
/// <param name="RowsIn">Lines read that are not blank.</param>
/// <param name="Rows">Rows written to the table.</param>
/// <param name="Quarantined">Lines that cannot be taken; <paramref name="RowsIn"/> = <paramref name="Rows"/> + this + <see
/// cref="Superseded"/>.</param>
/// <param name="Bytes">Parquet bytes written.</param>
/// <param name="SnapshotId">The snapshot published; null when there was nothing new.</param>
/// <param name="IsRebuilt">Whether a column's type changed so that the whole table was made anew from landing.</param>
public sealed record JsonLinesToRawResult(
    int Objects,
    long RowsIn,
    long Rows,
    long Quarantined,
    long Bytes,
    long? SnapshotId,
    bool IsRebuilt
)
{
    /// <summary>Rows of this run that a later row of this run with the same key took the place of.</summary>
    public long Superseded { get; init; }

    /// <summary>The columns of fields that have other names than their fields, by field: names differ only in case, or are
    /// kept for provenance.</summary>
    public IReadOnlyDictionary<string, string> Renamed { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether anything was published.</summary>
    public bool Changed => SnapshotId is not null;
}
