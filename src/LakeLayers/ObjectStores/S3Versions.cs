using Amazon.S3;
using Amazon.S3.Model;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>
/// What a bucket keeps of objects that were overwritten or deleted. One that keeps no versions says that there is just the one
/// of now.
/// </summary>
internal sealed class S3Versions(AmazonS3Client client, string bucket)
{
    /// <summary>
    /// Deletes all versions of an object but the current one; of a deleted one all, and then the marks of its deletion.
    /// </summary>
    public async Task ForgetAsync(string name, CancellationToken cancellationToken)
    {
        List<S3ObjectVersion> found = [];
        var request = new ListVersionsRequest { BucketName = bucket, Prefix = name };
        for (var more = true; more; )
        {
            var page = await client.ListVersionsAsync(request, cancellationToken);
            found.AddRange((page.Versions ?? []).Where(v => v.Key == name));
            (request.KeyMarker, request.VersionIdMarker, more) = (
                page.NextKeyMarker,
                page.NextVersionIdMarker,
                page.IsTruncated == true
            );
        }
        // The mark last: without it the version below would be the object again.
        foreach (
            var version in found
                .Where(v => v.IsDeleteMarker == true || v.IsLatest != true)
                .OrderBy(v => v.IsDeleteMarker == true)
                .ThenBy(v => v.IsLatest == true)
        )
            await client.DeleteObjectAsync(
                new DeleteObjectRequest
                {
                    BucketName = bucket,
                    Key = name,
                    VersionId = version.VersionId,
                },
                cancellationToken
            );
    }
}
