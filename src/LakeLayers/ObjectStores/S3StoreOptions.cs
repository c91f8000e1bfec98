namespace Penstock.LakeLayers.ObjectStores;

/// <summary>How to reach a bucket, and how patient to be with it. Sizes are in bytes.</summary>
/// <param name="Bucket">The bucket; it must exist, see <see cref="S3ObjectStore.EnsureBucketAsync"/>.</param>
/// <param name="AccessKey">The access key.</param>
/// <param name="SecretKey">The secret; appears in no message.</param>
/// <param name="ScratchFolder">Local folder for objects in the making and for copies of those that engines read as files.</param>
public sealed record S3StoreOptions(string Bucket, string AccessKey, string SecretKey, string ScratchFolder)
{
    /// <summary>The server, for instance <c>http://minio:9000</c>. Null (the default): Amazon, by region.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>
    /// A PEM file with the authority, or the server's own certificate, to trust. Default: null, the system's authorities.
    /// </summary>
    public string? CertificateFile { get; init; }

    /// <summary>A folder of the bucket that all keys are below, without slashes at its ends. Default: none.</summary>
    public string KeyPrefix { get; init; } = "";

    /// <summary>The region in signatures. Default: us-east-1, which MinIO and Ceph take.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>
    /// Address the bucket in the path, not in the host name. Default: true, which every server but Amazon needs.
    /// </summary>
    public bool PathStyle { get; init; } = true;

    /// <summary>
    /// Send and check the newer checksum headers whenever the server could. Default: false, for Ceph 16 refuses them; bodies are
    /// guarded by their MD5 in any case. MinIO and Amazon verify them: true is stricter there.
    /// </summary>
    public bool AlwaysChecksum { get; init; }

    /// <summary>Objects above this size are sent in parts. Default: 32 MB; from 5 MB on, at most 5 GB.</summary>
    public long PartsAbove { get; init; } = 32 << 20;

    /// <summary>
    /// The size of a part. Default: 16 MB; from 5 MB on. It grows where an object would have more than 10,000 parts.
    /// </summary>
    public long PartSize { get; init; } = 16 << 20;

    /// <summary>Parts of one object that are sent at once. Default: 3.</summary>
    public int PartsAtOnce { get; init; } = 3;

    /// <summary>
    /// How long a server may be silent while it is waited for; there is no limit on the length of a transfer. Default: 60
    /// seconds.
    /// </summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a server that answers "later" (503 SlowDown) is asked again. Default: two minutes.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a connection may take to come about. Default: 3 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often a request whose connection broke, or did not come about, is sent again. Default: 3.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>How often in a row a cut read goes on where it stopped without getting a byte. Default: 5.</summary>
    public int ReadResumes { get; init; } = 5;

    /// <summary>Objects a page of a listing. Default and maximum: 1,000.</summary>
    public int PageSize { get; init; } = 1_000;

    /// <summary>What may be printed: everything but the secret.</summary>
    public override string ToString() =>
        $"s3://{Bucket}/{KeyPrefix} at {Endpoint?.ToString() ?? Region} as {AccessKey}";
}
