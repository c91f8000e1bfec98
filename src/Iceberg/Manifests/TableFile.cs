namespace Penstock.Iceberg.Manifests;

/// <summary>A data or delete file as manifests describe it. Statistics are by field id.</summary>
/// <param name="Path">Its URI.</param>
/// <param name="Rows">Rows, or deletes, in it.</param>
/// <param name="Bytes">Its size.</param>
public sealed record TableFile(string Path, long Rows, long Bytes)
{
    /// <summary>What it holds.</summary>
    public FileContent Content { get; init; }

    /// <summary><c>PARQUET</c>, <c>AVRO</c> or <c>ORC</c>; only the first is written and read here.</summary>
    public string Format { get; init; } = "PARQUET";

    /// <summary>The values of the partition's fields, in their order, as Avro has them.</summary>
    public IReadOnlyList<object?> Partition { get; init; } = [];

    /// <summary>Bytes of each column.</summary>
    public IReadOnlyDictionary<int, long>? ColumnSizes { get; init; }

    /// <summary>Values of each column, nulls included.</summary>
    public IReadOnlyDictionary<int, long>? ValueCounts { get; init; }

    /// <summary>Nulls of each column.</summary>
    public IReadOnlyDictionary<int, long>? NullCounts { get; init; }

    /// <summary>NaNs of each column.</summary>
    public IReadOnlyDictionary<int, long>? NanCounts { get; init; }

    /// <summary>A value that no value of the column is below, see <see cref="Files.FileStatistics"/>.</summary>
    public IReadOnlyDictionary<int, byte[]>? LowerBounds { get; init; }

    /// <summary>A value that no value of the column is above.</summary>
    public IReadOnlyDictionary<int, byte[]>? UpperBounds { get; init; }

    /// <summary>How it is encrypted; kept as it came.</summary>
    public byte[]? KeyMetadata { get; init; }

    /// <summary>Where its row groups begin.</summary>
    public IReadOnlyList<long>? SplitOffsets { get; init; }

    /// <summary>The columns that equality deletes compare.</summary>
    public IReadOnlyList<int>? EqualityIds { get; init; }

    /// <summary>The order of its rows.</summary>
    public int? SortOrderId { get; init; }

    /// <summary>The one data file that position deletes are about, when it is one.</summary>
    public string? ReferencedDataFile { get; init; }
}
