namespace Penstock.LakeLayers.Raw;

/// <summary>How <see cref="JsonLinesToRaw"/> writes what landed.</summary>
public enum RawWrite
{
    /// <summary>Rows are added to those that the table has. For feeds that land only what is new.</summary>
    Append,

    /// <summary>The table has the rows of the last run that landed something, and no others. For feeds that land everything
    /// each time.</summary>
    Replace,

    /// <summary>
    /// Of the rows with one key the table has the one that landed last. For feeds that land what is new and what was changed,
    /// or everything
    /// without deletions. Documents without a field of the key, or with NULL in it, go to quarantine.
    /// </summary>
    Merge,
}
