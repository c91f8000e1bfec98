namespace Penstock.Core.Configuration;

/// <summary>Where the lake's bytes are and what a job may use.</summary>
public sealed record LakeSection
{
    /// <summary>
    /// <c>file:folder</c> for local disk, <c>s3://bucket</c> for an S3 server. Default: <c>file:.penstock/lake</c>.
    /// </summary>
    public string Store { get; init; } = "file:.penstock/lake";

    /// <summary>The S3 server's address, for instance <c>http://minio:9000</c>.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The S3 region. Default: <c>us-east-1</c>.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The S3 access key, as a reference.</summary>
    public string? AccessKey { get; init; }

    /// <summary>The S3 secret key, as a reference.</summary>
    public string? SecretKey { get; init; }

    /// <summary>
    /// A file with the certificate authority, or the S3 server's own certificate, to trust. Default: the system's authorities.
    /// </summary>
    public string? CertificateFile { get; init; }

    /// <summary>
    /// How long the S3 server may be silent while it is waited for; a slow transfer has no limit. Default: a minute.
    /// </summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an S3 server that answers "later" (503 SlowDown) is asked again. Default: two minutes.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Local folder for downloads and spills. Default: <c>.penstock/scratch</c>.</summary>
    public string Scratch { get; init; } = ".penstock/scratch";

    /// <summary>Memory of one job's query engine, in DuckDB's notation. Default: <c>512MB</c>.</summary>
    public string MemoryLimit { get; init; } = "512MB";

    /// <summary>Threads of one job's query engine; 0 means one a processor. Range 0 to 256. Default: 0.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Models of one run at a time, on the threads and in the memory of one job; 0 means four, or one a thread when they are
    /// fewer. Range 0 to 64. Default: 0.
    /// </summary>
    public int ParallelModels { get; init; }

    /// <summary>
    /// Whether the bytes of a table's files are held against their checksums before they are read; off, only their number is.
    /// Default: true.
    /// </summary>
    public bool VerifyReads { get; init; } = true;

    /// <summary>Partitions that one run may write of a table: each is a file. Range 1 to 100,000. Default: 10,000.</summary>
    public int MaxPartitions { get; init; } = 10_000;
}
