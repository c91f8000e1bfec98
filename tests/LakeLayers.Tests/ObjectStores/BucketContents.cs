using Amazon.S3;
using Amazon.S3.Model;
using Penstock.LakeLayers.ObjectStores;
using Penstock.Sandbox.Servers;

namespace Penstock.LakeLayers.Tests.ObjectStores;

/// <summary>A bucket as its owner sees it, all versions of objects and unfinished uploads included.</summary>
internal sealed class BucketContents(S3Server server, S3ObjectStore store) : IDisposable
{
    private readonly string _bucket = store.Address["s3://".Length..];

    private readonly AmazonS3Client _client = S3Client.Create(
        new S3StoreOptions(store.Address["s3://".Length..], server.AccessKey, server.SecretKey, Path.GetTempPath())
        {
            Endpoint = server.Endpoint,
        }
    );

    /// <summary>From now on the bucket keeps what is overwritten or deleted.</summary>
    public Task KeepVersionsAsync() =>
        _client.PutBucketVersioningAsync(
            new PutBucketVersioningRequest
            {
                BucketName = _bucket,
                VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled },
            }
        );

    /// <summary>Takes the right to look at versions, or to delete them, away from everybody.</summary>
    public Task DenyAsync(string action) =>
        _client.PutBucketPolicyAsync(
            _bucket,
            $$"""
            {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "{{action}}", "Resource": ["arn:aws:s3:::{{_bucket}}", "arn:aws:s3:::{{_bucket}}/*"]}]}
            """
        );

    /// <summary>Every version of every object, marks of deletion included, in order of key.</summary>
    public async Task<IReadOnlyList<S3ObjectVersion>> VersionsAsync()
    {
        List<S3ObjectVersion> found = [];
        var request = new ListVersionsRequest { BucketName = _bucket };
        for (var more = true; more; )
        {
            var page = await _client.ListVersionsAsync(request);
            found.AddRange(page.Versions ?? []);
            (request.KeyMarker, request.VersionIdMarker, more) = (
                page.NextKeyMarker,
                page.NextVersionIdMarker,
                page.IsTruncated == true
            );
        }
        return found;
    }

    /// <summary>Writes all of them to a folder.</summary>
    public async Task DownloadAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var version in (await VersionsAsync()).Where(v => v.IsDeleteMarker != true))
        {
            using var answer = await _client.GetObjectAsync(
                new GetObjectRequest
                {
                    BucketName = _bucket,
                    Key = version.Key,
                    VersionId = version.VersionId,
                }
            );
            await answer.WriteResponseStreamToFileAsync(
                Path.Combine(folder, $"{Guid.NewGuid():N}-{Path.GetFileName(version.Key)}"),
                append: false,
                default
            );
        }
    }

    public void Dispose() => _client.Dispose();
}
