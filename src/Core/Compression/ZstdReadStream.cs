namespace Penstock.Core.Compression;

/// <summary>
/// Reads zstd frames (RFC 8878) as plain bytes. Input that ends inside a frame is an <see cref="InvalidDataException"/>,
/// never a short read that looks like the end.
/// </summary>
public sealed class ZstdReadStream(Stream compressed) : Stream
{
    private readonly ZstdDecoder _decoder = new();
    private readonly byte[] _input = new byte[1 << 17];
    private int _position;
    private int _length;
    private bool _atFrameEnd = true;

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
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            if (_position == _length)
            {
                _position = 0;
                _length = compressed.Read(_input);
                if (_length == 0)
                {
                    return _atFrameEnd ? 0 : throw new InvalidDataException("The zstd data ends in the middle of a frame.");
                }
            }
            var (consumed, produced, frameEnded) = _decoder.Decode(_input.AsSpan(_position, _length - _position), buffer);
            _position += consumed;
            _atFrameEnd = frameEnded;
            if (produced > 0) return produced;
        }
        return 0;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

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
        {
            _decoder.Dispose();
            compressed.Dispose();
        }
        base.Dispose(disposing);
    }
}
