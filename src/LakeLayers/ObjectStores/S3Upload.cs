using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>
/// Sends one local file as an object. Small files go in one request, whose condition the server checks atomically; larger ones in
/// parts, and an upload that does not end well is taken back. Conditional writes carry an id, since the answer to a write may be
/// lost and its repetition then meets the object that the write itself had made.
/// </summary>
internal sealed class S3Upload(
    AmazonS3Client client,
    S3StoreOptions options,
    string localPath,
    string key,
    IReadOnlyDictionary<string, string> metadata,
    bool onlyIfAbsent
)
{
    private const int MostParts = 10_000;
    private readonly string _writeId = Guid.NewGuid().ToString("N");

    /// <summary>Sends the file; false when the key was taken and <c>onlyIfAbsent</c>.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var size = new FileInfo(localPath).Length;
        // A body is sent before the server refuses it: look first where that costs.
        if (onlyIfAbsent && size > 1 << 20 && await FindWriteIdAsync(cancellationToken) is not null)
            return false;
        return size <= options.PartsAbove
            ? await PutAsync(cancellationToken)
            : await PutPartsAsync(size, cancellationToken);
    }

    private async Task<bool> PutAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            await using var file = OpenFile();
            var request = new PutObjectRequest
            {
                BucketName = options.Bucket,
                Key = key,
                InputStream = file,
                AutoCloseStream = false,
                ContentType = metadata.GetValueOrDefault("media-type", "application/octet-stream"),
            };
            AddMetadata(request.Metadata);
            if (!options.AlwaysChecksum)
                request.MD5Digest = await Md5Async(file, file.Length, cancellationToken);
            if (onlyIfAbsent)
                request.IfNoneMatch = "*";
            try
            {
                await client.PutObjectAsync(request, cancellationToken);
                return true;
            }
            catch (AmazonS3Exception e) when (onlyIfAbsent && S3Errors.IsConditionFailed(e))
            {
                return await FindWriteIdAsync(cancellationToken) == _writeId;
            }
            catch (AmazonS3Exception e) when (onlyIfAbsent && S3Errors.IsConflict(e) && attempt < options.Retries)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50 << attempt), cancellationToken);
            }
        }
    }

    private async Task<bool> PutPartsAsync(long size, CancellationToken cancellationToken)
    {
        var begin = new InitiateMultipartUploadRequest
        {
            BucketName = options.Bucket,
            Key = key,
            ContentType = metadata.GetValueOrDefault("media-type", "application/octet-stream"),
        };
        AddMetadata(begin.Metadata);
        var upload = (await client.InitiateMultipartUploadAsync(begin, cancellationToken)).UploadId;
        var done = false;
        try
        {
            var parts = await SendPartsAsync(upload, size, cancellationToken);
            // Ceph 16 ignores the condition on completing, so look once more; others check it themselves.
            if (onlyIfAbsent && await FindWriteIdAsync(cancellationToken) is not null)
                return false;
            done = await CompleteAsync(upload, parts, cancellationToken);
            return done;
        }
        finally
        {
            if (!done)
                await AbortAsync(upload);
        }
    }

    private async Task<List<PartETag>> SendPartsAsync(string upload, long size, CancellationToken cancellationToken)
    {
        var partSize = Math.Max(options.PartSize, (size + MostParts - 1) / MostParts);
        var tags = new PartETag[(int)((size + partSize - 1) / partSize)];
        var width = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.PartsAtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForAsync(
            0,
            tags.Length,
            width,
            async (i, ct) =>
            {
                var (from, length) = (i * partSize, Math.Min(partSize, size - i * partSize));
                await using var file = OpenFile();
                file.Position = from;
                var digest = options.AlwaysChecksum ? null : await Md5Async(file, length, ct);
                var sent = await client.UploadPartAsync(
                    new UploadPartRequest
                    {
                        BucketName = options.Bucket,
                        Key = key,
                        UploadId = upload,
                        PartNumber = i + 1,
                        InputStream = file,
                        PartSize = length,
                        MD5Digest = digest,
                    },
                    ct
                );
                tags[i] = new PartETag(i + 1, sent.ETag);
            }
        );
        return [.. tags];
    }

    private async Task<bool> CompleteAsync(string upload, List<PartETag> parts, CancellationToken cancellationToken)
    {
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = options.Bucket,
            Key = key,
            UploadId = upload,
            PartETags = parts,
        };
        if (onlyIfAbsent)
            request.IfNoneMatch = "*";
        try
        {
            await client.CompleteMultipartUploadAsync(request, cancellationToken);
            return true;
        }
        catch (AmazonS3Exception e) when (S3Errors.IsConditionFailed(e) || e.ErrorCode == "NoSuchUpload")
        {
            // The answer to a first try may have been lost on the way.
            if (await FindWriteIdAsync(cancellationToken) == _writeId)
                return true;
            if (!S3Errors.IsConditionFailed(e))
                throw;
            return false;
        }
    }

    private async Task AbortAsync(string upload)
    {
        // Also after a cancellation, but not for long: what stays is swept when the store is opened the next day.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await client.AbortMultipartUploadAsync(
                new AbortMultipartUploadRequest
                {
                    BucketName = options.Bucket,
                    Key = key,
                    UploadId = upload,
                },
                patience.Token
            );
        }
        catch (Exception e) when (S3Errors.IsFault(e, CancellationToken.None))
        {
            // The cause of the failure is on its way to the caller; this would hide it.
        }
    }

    /// <summary>Whose write the object is; empty when another program wrote it, null when there is none.</summary>
    private async Task<string?> FindWriteIdAsync(CancellationToken cancellationToken)
    {
        try
        {
            var head = await client.GetObjectMetadataAsync(options.Bucket, key, cancellationToken);
            return head.Metadata[ObjectMetadata.WriteId] ?? "";
        }
        catch (AmazonS3Exception e) when (S3Errors.IsNoObject(e))
        {
            return null;
        }
    }

    private void AddMetadata(MetadataCollection target)
    {
        foreach (var (name, value) in metadata)
            target[name] = value;
        target[ObjectMetadata.WriteId] = _writeId;
    }

    private FileStream OpenFile() =>
        new(
            localPath,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite,
            1 << 16,
            FileOptions.Asynchronous | FileOptions.SequentialScan
        );

    // The header Content-MD5 guards against bytes that change on the way; it is no protection against an attacker.
    private static async Task<string> Md5Async(FileStream file, long length, CancellationToken cancellationToken)
    {
        var from = file.Position;
#pragma warning disable CA5351 // The protocol says MD5.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        var buffer = new byte[1 << 16];
        for (var left = length; left > 0; )
        {
            var read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancellationToken);
            if (read == 0)
                throw new EndOfStreamException($"'{file.Name}' became shorter while it was sent.");
            hash.AppendData(buffer, 0, read);
            left -= read;
        }
        file.Position = from;
        return Convert.ToBase64String(hash.GetHashAndReset());
    }
}
