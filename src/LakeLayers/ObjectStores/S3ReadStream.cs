using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Penstock.LakeLayers.ObjectStores;

/// <summary>
/// One forward read of an object. A read that breaks, stalls or ends early goes on where it stopped, with a range request that
/// holds
/// the server to the same version of the object.
/// </summary>
internal sealed class S3ReadStream : Stream
{
    private readonly AmazonS3Client _client;
    private readonly S3StoreOptions _options;
    private readonly string _key;
    private readonly string _subject;
    private readonly string _etag;
    private readonly long _end;
    private GetObjectResponse? _response;
    private long _position;

    private S3ReadStream(
        AmazonS3Client client,
        S3StoreOptions options,
        string key,
        string subject,
        long offset,
        GetObjectResponse response
    )
    {
        (_client, _options, _key, _subject, _position, _response) = (client, options, key, subject, offset, response);
        _etag = response.ETag.Trim('"');
        _end = offset + response.ContentLength;
    }

    /// <summary>Opens an object from an offset on; an empty stream when the offset is at or behind the end.</summary>
    public static async Task<Stream> OpenAsync(
        AmazonS3Client client,
        S3StoreOptions options,
        string key,
        string subject,
        long offset,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var response = await client.GetObjectAsync(Request(options, key, offset, null), cancellationToken);
            return new S3ReadStream(client, options, key, subject, offset, response);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return new MemoryStream([], writable: false);
        }
    }

    /// <summary>Bytes from the first one of the object to the end.</summary>
    public long End => _end;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0 || _position == _end)
            return 0;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                _response ??= await _client.GetObjectAsync(
                    Request(_options, _key, _position, _etag),
                    cancellationToken
                );
                var read = await _response.ResponseStream.ReadAsync(buffer, cancellationToken);
                if (read == 0)
                    throw new EndOfStreamException($"The answer ended {_end - _position} bytes early.");
                _position += read;
                // The client compares a whole object with its tag when the answer is closed.
                if (_position == _end)
                    Drop();
                return read;
            }
            catch (Exception e) when (S3Errors.IsFault(e, cancellationToken))
            {
                Drop();
                var mayResume = S3Errors.IsConnection(e, cancellationToken) && attempt < _options.ReadResumes;
                if (!mayResume)
                    throw S3Errors.Explain(
                        e,
                        _subject,
                        $"{_position} of {_end} bytes were read; the object is unchanged"
                    );
                await Task.Delay(TimeSpan.FromMilliseconds(50 << attempt), cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Drop();
        base.Dispose(disposing);
    }

    private void Drop()
    {
        var response = _response;
        _response = null;
        response?.Dispose();
    }

    private static GetObjectRequest Request(S3StoreOptions options, string key, long offset, string? etag)
    {
        var request = new GetObjectRequest { BucketName = options.Bucket, Key = key };
        // Unquoted: Ceph 16 compares the bare tag.
        if (etag is not null)
            request.EtagToMatch = etag;
        if (offset > 0)
            request.ByteRange = new ByteRange(string.Create(CultureInfo.InvariantCulture, $"bytes={offset}-"));
        return request;
    }
}
