namespace Penstock.LakeLayers.Tables;

/// <summary>What the catalogue knows of a file's bytes.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Key">Its object key.</param>
/// <param name="Bytes">Its size; 0: not known.</param>
/// <param name="Checksum">Its <see cref="FileChecksum"/>; null: not known, because another engine or an earlier version wrote
/// it.</param>
internal sealed record KnownFile(TableName Table, string Key, long Bytes, string? Checksum)
{
    /// <summary>It is not as it was written, or not there.</summary>
    public DamagedFileException Damaged(string what, Exception? inner = null) => new(Table, Key, what, inner);
}
