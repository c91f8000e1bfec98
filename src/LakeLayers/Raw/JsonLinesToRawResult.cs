namespace Penstock.LakeLayers.Raw;

/// <summary>What one run of <see cref="JsonLinesToRaw"/> did.</summary>
/// <param name="Objects">Landing objects ingested.</param>
/// <param name="RowsIn">Lines read that are not blank.</param>
/// <param name="Rows">Rows written to the table.</param>
/// <param name="Quarantined">Lines that are no JSON documents; <paramref name="RowsIn"/> = <paramref name="Rows"/> + this.</param>
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
    /// <summary>Whether anything was published.</summary>
    public bool Changed => SnapshotId is not null;
}
