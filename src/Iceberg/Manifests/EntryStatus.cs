namespace Penstock.Iceberg.Manifests;

/// <summary>What a snapshot did with a file; the numbers are the format's.</summary>
public enum EntryStatus
{
    /// <summary>It was there before.</summary>
    Existing = 0,

    /// <summary>The snapshot added it.</summary>
    Added = 1,

    /// <summary>The snapshot removed it.</summary>
    Deleted = 2,
}
