using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using Penstock.Core.Errors;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>
/// Objects in a bucket of a server that speaks S3: MinIO and its successors, Ceph, Amazon. Objects in the making are local
/// scratch
/// files, so nothing is visible before it is whole. Uses only what these servers have in common.
/// <para>
/// Of racing writers with <c>onlyIfAbsent</c> exactly one wins up to <see cref="S3StoreOptions.PartsAbove"/>. Above it the
/// server must support the condition on completing an upload (Ceph 16 does not); where it does not, the object is still one
/// writer's whole object, but two writers at the same instant may both be told that they won.
/// </para>
/// </summary>
public sealed class S3ObjectStore : IObjectStore, IDisposable
{
    private readonly S3StoreOptions _options;
    private readonly AmazonS3Client _client;
    private readonly StagingArea _scratch;
    private readonly string _prefix;

    /// <summary>Opens the store; nothing is sent yet.</summary>
    public S3ObjectStore(S3StoreOptions options)
    {
        _options = options;
        _prefix = options.KeyPrefix.Length == 0 ? "" : ObjectKey.Check(options.KeyPrefix) + "/";
        _client = S3Client.Create(options);
        _scratch = new StagingArea(options.ScratchFolder);
        Address = $"s3://{options.Bucket}/{_prefix}".TrimEnd('/');
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <inheritdoc/>
    public string ObjectsUri => Address + "/";

    /// <summary>Makes the bucket when it is not there.</summary>
    public Task EnsureBucketAsync(CancellationToken cancellationToken = default) =>
        CallAsync(
            "(the bucket)",
            "Nothing was changed",
            async () =>
            {
                try
                {
                    await _client.PutBucketAsync(
                        new PutBucketRequest { BucketName = _options.Bucket },
                        cancellationToken
                    );
                }
                catch (AmazonS3Exception e) when (e.ErrorCode == "BucketAlreadyOwnedByYou")
                {
                    // Amazon and MinIO say so, Ceph just answers 200.
                }
                return true;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken = default)
    {
        var name = NameOf(key);
        return CallAsync(
            key,
            "Nothing was changed",
            async () =>
            {
                try
                {
                    var head = await _client.GetObjectMetadataAsync(_options.Bucket, name, cancellationToken);
                    return new ObjectInfo(
                        key,
                        head.ContentLength,
                        head.ETag.Trim('"'),
                        Utc(head.LastModified),
                        MetadataOf(head.Metadata)
                    );
                }
                catch (AmazonS3Exception e) when (S3Errors.IsNoObject(e))
                {
                    return null;
                }
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(string key, long offset = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var name = NameOf(key);
        return CallAsync(
            key,
            "Nothing was changed",
            async () =>
            {
                try
                {
                    return await S3ReadStream.OpenAsync(
                        _client,
                        _options,
                        name,
                        $"{key} in {Address}",
                        offset,
                        cancellationToken
                    );
                }
                catch (AmazonS3Exception e) when (S3Errors.IsNoObject(e))
                {
                    throw new ObjectNotFoundException(key, Address, e);
                }
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public StagedObject Stage() => new(this, _scratch.NewPath());

    /// <inheritdoc/>
    public async Task<bool> AdoptAsync(
        string localPath,
        string key,
        IReadOnlyDictionary<string, string>? metadata = null,
        bool onlyIfAbsent = false,
        CancellationToken cancellationToken = default
    )
    {
        var upload = new S3Upload(
            _client,
            _options,
            localPath,
            NameOf(key),
            ObjectMetadata.Check(metadata),
            onlyIfAbsent
        );
        const string State = "The object is not visible unless it was before";
        try
        {
            var written = await CallAsync(key, State, () => upload.RunAsync(cancellationToken), cancellationToken);
            File.Delete(localPath);
            return written;
        }
        catch (PenstockException e) when (S3Errors.IsWronglySigned(e.InnerException))
        {
            // Ceph says so of a body that was cut on its way, too. A request without one tells whether it is the secret.
            if (!await CanAskAsync(key, cancellationToken))
                throw;
            throw new TransientException(
                "The bytes did not arrive at the object store as they were sent",
                $"{key} in {Address}",
                State,
                "run the same command again",
                e
            );
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Exception?>> AdoptAllAsync(
        IReadOnlyList<FileToAdopt> files,
        CancellationToken cancellationToken = default
    ) => OneByOne.AdoptAllAsync(this, files, cancellationToken);

    /// <inheritdoc/>
    public async Task<LocalCopy> FetchAsync(string key, CancellationToken cancellationToken = default)
    {
        await using var source = await OpenReadAsync(key, 0, cancellationToken);
        var path = _scratch.NewPath();
        try
        {
            await using (
                var file = new FileStream(
                    path,
                    FileMode.CreateNew,
                    FileAccess.Write,
                    FileShare.None,
                    bufferSize: 0,
                    FileOptions.Asynchronous
                )
            )
            {
                // The stream itself sees to it that it does not end early.
                await source.CopyToAsync(file, 1 << 18, cancellationToken);
            }
            return new LocalCopy(path, isScratch: true);
        }
        catch (Exception e)
        {
            File.Delete(path);
            if (DiskFull.Is(e))
                throw DiskFull.Explain($"{path}, the local copy of {key} in {Address}", e);
            throw;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var request = new ListObjectsV2Request
        {
            BucketName = _options.Bucket,
            Prefix = _prefix + ObjectKey.CheckPrefix(prefix),
            MaxKeys = _options.PageSize,
        };
        do
        {
            var page = await CallAsync(
                $"the keys that begin with '{prefix}'",
                "Nothing was changed",
                () => _client.ListObjectsV2Async(request, cancellationToken),
                cancellationToken
            );
            foreach (var o in page.S3Objects ?? [])
                yield return new ObjectInfo(
                    o.Key[_prefix.Length..],
                    o.Size ?? 0,
                    o.ETag.Trim('"'),
                    Utc(o.LastModified),
                    ObjectMetadata.None
                );
            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        } while (request.ContinuationToken is not null);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        var name = NameOf(key);
        return CallAsync(
            key,
            "The object may or may not be deleted; deleting again is safe",
            async () =>
            {
                try
                {
                    await _client.DeleteObjectAsync(_options.Bucket, name, cancellationToken);
                }
                catch (AmazonS3Exception e) when (S3Errors.IsNoObject(e))
                {
                    // Some servers say so, most answer 204.
                }
                return true;
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task<bool> ForgetVersionsAsync(string key, CancellationToken cancellationToken = default)
    {
        var name = NameOf(key);
        return CallAsync(
            key,
            "Older versions may be there still; asking again is safe",
            async () =>
            {
                try
                {
                    await new S3Versions(_client, _options.Bucket).ForgetAsync(name, cancellationToken);
                    return true;
                }
                catch (AmazonS3Exception e) when (S3Errors.IsRefused(e))
                {
                    return false;
                }
            },
            cancellationToken
        );
    }

    /// <summary>
    /// Takes back uploads in parts that were begun before a time and never ended, as a killed process leaves them; they take up
    /// room
    /// unseen. MinIO does so by itself after a day.
    /// </summary>
    /// <returns>How many were taken back.</returns>
    public async Task<int> SweepUploadsAsync(DateTimeOffset begunBefore, CancellationToken cancellationToken = default)
    {
        var swept = 0;
        var request = new ListMultipartUploadsRequest { BucketName = _options.Bucket, Prefix = _prefix };
        for (var more = true; more; )
        {
            var page = await CallAsync(
                "unfinished uploads",
                "Nothing was changed",
                () => _client.ListMultipartUploadsAsync(request, cancellationToken),
                cancellationToken
            );
            foreach (var upload in (page.MultipartUploads ?? []).Where(u => Utc(u.Initiated) < begunBefore))
            {
                var abort = new AbortMultipartUploadRequest
                {
                    BucketName = _options.Bucket,
                    Key = upload.Key,
                    UploadId = upload.UploadId,
                };
                await CallAsync(
                    upload.Key,
                    "Nothing visible was changed",
                    () => _client.AbortMultipartUploadAsync(abort, cancellationToken),
                    cancellationToken
                );
                swept++;
            }
            (request.KeyMarker, request.UploadIdMarker, more) = (
                page.NextKeyMarker,
                page.NextUploadIdMarker,
                page.IsTruncated == true
            );
        }
        return swept;
    }

    /// <summary>Forgets what was staged and closes the connections.</summary>
    public void Dispose()
    {
        _scratch.Dispose();
        _client.Dispose();
    }

    private async Task<bool> CanAskAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await FindAsync(key, cancellationToken);
            return true;
        }
        catch (PenstockException e) when (!e.IsTransient)
        {
            return false;
        }
    }

    private async Task<T> CallAsync<T>(
        string subject,
        string state,
        Func<Task<T>> call,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (S3Errors.IsFault(e, cancellationToken))
        {
            throw S3Errors.Explain(
                e,
                $"{subject} in {Address} at {_options.Endpoint?.Authority ?? _options.Region}",
                state
            );
        }
    }

    private static Dictionary<string, string> MetadataOf(MetadataCollection stored)
    {
        const string Header = "x-amz-meta-";
        var found = new Dictionary<string, string>();
        foreach (var header in stored.Keys)
        {
            var name = header.StartsWith(Header, StringComparison.OrdinalIgnoreCase) ? header[Header.Length..] : header;
            if (name != ObjectMetadata.WriteId)
                found[name.ToLowerInvariant()] = stored[header];
        }
        return found;
    }

    private static DateTimeOffset Utc(DateTime? time) =>
        new(DateTime.SpecifyKind((time ?? DateTime.UnixEpoch).ToUniversalTime(), DateTimeKind.Utc));

    private string NameOf(string key) => _prefix + ObjectKey.Check(key);
}
