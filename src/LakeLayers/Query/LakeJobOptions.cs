namespace Penstock.LakeLayers.Query;

/// <summary>How one job works.</summary>
public sealed record LakeJobOptions
{
    /// <summary>Whether query results keep the order of their input; off is faster and needs less memory. Default: on.</summary>
    public bool PreserveInsertionOrder { get; init; } = true;

    /// <summary>
    /// Whether a table's rows come in the order of its files also where some are deleted, which costs a sort. Default: off.
    /// </summary>
    public bool RowsInOrder { get; init; }

    /// <summary>Threads; the lake's setting when null.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether the job only reads: its SQL cannot write where new objects are staged. Default: off.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Objects downloaded at once when the store is remote. 1 to 32, default 4.</summary>
    public int ParallelFetches { get; init; } = 4;
}
