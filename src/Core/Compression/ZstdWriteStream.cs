using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Penstock.Core.Compression;

/// <summary>
/// Compresses what is written into one zstd frame with a checksum (RFC 8878). The frame ends at disposal; the stream below stays
/// open. The same bytes at the same level give the same frame. Get one, write, dispose; not for several threads.
/// </summary>
public sealed class ZstdWriteStream : Stream
{
    private readonly CompressionStream _frame;

    /// <param name="destination">Where the compressed bytes go.</param>
    /// <param name="level">1 (fast, the default) to 19 (small).</param>
    public ZstdWriteStream(Stream destination, int level = 1)
    {
        _frame = new CompressionStream(destination, level, 128 << 10, leaveOpen: true);
        _frame.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
    }

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
    public override void Write(byte[] buffer, int offset, int count) => _frame.Write(buffer, offset, count);

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) => _frame.Write(buffer);

    /// <inheritdoc/>
    public override void Flush() => _frame.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _frame.Dispose();
        base.Dispose(disposing);
    }
}
