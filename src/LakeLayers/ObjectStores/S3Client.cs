using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>The client with the settings that Ceph, MinIO and Amazon agree on.</summary>
internal sealed class S3Client : AmazonS3Client
{
    private S3Client(AWSCredentials credentials, AmazonS3Config config)
        : base(credentials, config) { }

    public static S3Client Create(S3StoreOptions options)
    {
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
            MaxErrorRetry = options.Retries,
            ConnectTimeout = options.ConnectTimeout,
            Timeout = options.RequestTimeout,
        };
        if (options.Endpoint is { } endpoint)
            config.ServiceURL = endpoint.ToString();
        else
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        return new S3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), config);
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new BareRefusalRetry(Config)));
    }
}
