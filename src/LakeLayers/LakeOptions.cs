using Penstock.LakeLayers.Privacy;

namespace Penstock.LakeLayers;

/// <summary>Limits and places of everything that works on the lake.</summary>
/// <param name="ScratchFolder">Local folder for downloads, spills and files in the making; emptied when a job ends.</param>
public sealed record LakeOptions(string ScratchFolder)
{
    /// <summary>Threads of one job's query engine. Default: the processors.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Models of one run at a time, on the threads and in the memory of one job. 1 to 64; default: four, or the threads when
    /// they are fewer.
    /// </summary>
    public int ParallelModels
    {
        get => field == 0 ? Math.Min(4, Threads) : field;
        init;
    }

    /// <summary>Memory of one job's query engine before it spills to disk, in DuckDB's notation. Default: 512 MB.</summary>
    public string MemoryLimit { get; init; } = "512MB";

    /// <summary>
    /// Whether the bytes of a table's files are held against their checksums before they are read. Default: yes.
    /// </summary>
    public bool VerifyReads { get; init; } = true;

    /// <summary>The secrets that personal data are hashed and sealed with. Default: none.</summary>
    public PrivacySecrets Privacy { get; init; } = PrivacySecrets.None;

    /// <summary>
    /// The folders that hold contracts, a workflow's each, for work on a table that does not have its contract at hand: which
    /// columns say
    /// whom a row is about. Default: none.
    /// </summary>
    public Func<IEnumerable<string>> Projects { get; init; } = () => [];

    /// <summary>Partitions that one run may write of a table: each is a file. 1 to 100,000; default 10,000.</summary>
    public int MaxPartitions { get; init; } = 10_000;
}
