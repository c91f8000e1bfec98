using Penstock.LakeLayers.Tables;

namespace Penstock.LakeLayers.Maintenance;

/// <summary>What a verification found of one table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Files">Files that its snapshots name, also those in the past.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Unknown">How many of them have no checksum, because another engine wrote them; they are there, with the right
/// size.</param>
/// <param name="Damaged">Those that are not there or not as they were written.</param>
public sealed record VerifiedTable(
    TableName Table,
    int Files,
    long Bytes,
    int Unknown,
    IReadOnlyList<DamagedFileException> Damaged
);
