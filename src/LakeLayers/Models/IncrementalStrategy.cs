namespace Penstock.LakeLayers.Models;

/// <summary>What an incremental model does with the rows that its query gives.</summary>
public enum IncrementalStrategy
{
    /// <summary>Adds them.</summary>
    Append,

    /// <summary>Each replaces the row with its key, or is added; a key may come once.</summary>
    Merge,

    /// <summary>All rows with one of their keys go, then they are added; a key may come more than once.</summary>
    DeleteInsert,

    /// <summary>All rows of the partitions that they are in go, then they are added.</summary>
    InsertOverwrite,
}
