namespace Penstock.LakeLayers.Query.DuckDb;

/// <summary>Limits and rights of one session.</summary>
/// <param name="TempDirectory">Where DuckDB spills; readable and writable for the session's SQL too.</param>
public sealed record DuckDbOptions(string TempDirectory)
{
    /// <summary>Threads. Default: the processors.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Memory before spilling, in DuckDB's notation. Resident memory stays about 100 MB above it. Default: 512 MB.
    /// </summary>
    public string MemoryLimit { get; init; } = "512MB";

    /// <summary>Folders whose files the session's SQL may read and write, besides <see cref="TempDirectory"/>.</summary>
    public IReadOnlyList<string> AllowedDirectories { get; init; } = [];

    /// <summary>Single files that the session's SQL may read and write.</summary>
    public IReadOnlyList<string> AllowedFiles { get; init; } = [];

    /// <summary>
    /// Whether results and copies keep the order of their input. Off is faster and needs less memory. Default: on.
    /// </summary>
    public bool PreserveInsertionOrder { get; init; } = true;
}
