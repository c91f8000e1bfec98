using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>The client with the settings that Ceph, MinIO and Amazon agree on.</summary>
internal sealed class S3Client : AmazonS3Client
{
    private readonly S3Connections _connections;

    private S3Client(
        AWSCredentials credentials,
        AmazonS3Config config,
        S3StoreOptions options,
        S3Connections connections
    )
        : base(credentials, config)
    {
        _connections = connections;
        // The pipeline is made by the base class, before the options are here.
        RuntimePipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new S3Retry(config, options)));
    }

    public static S3Client Create(S3StoreOptions options)
    {
        var connections = new S3Connections(options);
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.PathStyle,
            AuthenticationRegion = options.Region,
            RequestChecksumCalculation = options.AlwaysChecksum
                ? RequestChecksumCalculation.WHEN_SUPPORTED
                : RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = options.AlwaysChecksum
                ? ResponseChecksumValidation.WHEN_SUPPORTED
                : ResponseChecksumValidation.WHEN_REQUIRED,
            RetryMode = RequestRetryMode.Standard,
            HttpClientFactory = connections,
        };
        if (options.Endpoint is { } endpoint)
            config.ServiceURL = endpoint.ToString();
        else
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        return new S3Client(
            new BasicAWSCredentials(options.AccessKey, options.SecretKey),
            config,
            options,
            connections
        );
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            _connections.Dispose();
    }
}
