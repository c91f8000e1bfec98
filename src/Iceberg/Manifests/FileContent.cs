namespace Penstock.Iceberg.Manifests;

/// <summary>What a file of a table holds; the numbers are the format's.</summary>
public enum FileContent
{
    /// <summary>Rows.</summary>
    Data = 0,

    /// <summary>Places of deleted rows: <c>file_path</c> and <c>pos</c>.</summary>
    PositionDeletes = 1,

    /// <summary>Values of deleted rows.</summary>
    EqualityDeletes = 2,
}
