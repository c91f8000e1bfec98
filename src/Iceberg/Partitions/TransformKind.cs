namespace Penstock.Iceberg.Partitions;

/// <summary>The transforms of the table format.</summary>
internal enum TransformKind
{
    /// <summary>The value itself.</summary>
    Identity,

    /// <summary>A hash of it, modulo the number of buckets.</summary>
    Bucket,

    /// <summary>A number down to a multiple, a text or bytes to their beginning.</summary>
    Truncate,

    /// <summary>Years since 1970.</summary>
    Year,

    /// <summary>Months since January 1970.</summary>
    Month,

    /// <summary>Days since 1970.</summary>
    Day,

    /// <summary>Hours since 1970.</summary>
    Hour,
}
