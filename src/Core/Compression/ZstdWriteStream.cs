namespace Penstock.Core.Compression;

/// <summary>
/// Compresses what is written into one zstd frame with a checksum (RFC 8878). The frame ends at disposal; the stream below stays
/// open. The same bytes at the same level give the same frame. Get one, write, dispose; not for several threads.
/// </summary>
/// <param name="destination">Where the compressed bytes go.</param>
/// <param name="level">1 (fast, the default) to 19 (small).</param>
public sealed class ZstdWriteStream(Stream destination, int level = 1) : Stream
{
    private readonly ZstdEncoder _encoder = new(level);
    private readonly byte[] _output = new byte[128 << 10];
    private bool _ended;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) => Compress(buffer, ZstdEncoder.Directive.Continue);

    /// <inheritdoc/>
    public override void Flush() => Compress([], ZstdEncoder.Directive.Flush);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        try
        {
            if (disposing && !_ended)
            {
                _ended = true;
                Compress([], ZstdEncoder.Directive.End);
            }
        }
        finally
        {
            _encoder.Dispose();
            base.Dispose(disposing);
        }
    }

    private void Compress(ReadOnlySpan<byte> bytes, ZstdEncoder.Directive directive)
    {
        while (true)
        {
            var (consumed, produced, isFlushed) = _encoder.Encode(bytes, _output, directive);
            destination.Write(_output, 0, produced);
            bytes = bytes[consumed..];
            if (directive == ZstdEncoder.Directive.Continue ? bytes.IsEmpty : isFlushed)
                return;
        }
    }
}
