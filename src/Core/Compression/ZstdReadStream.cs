using Penstock.Core.Files;
using ZstdSharp;

namespace Penstock.Core.Compression;

/// <summary>
/// Reads zstd frames (RFC 8878) as plain bytes. Input that is damaged or ends inside a frame is an
/// <see cref="InvalidDataException"/>, never a short read that looks like the end.
/// </summary>
public sealed class ZstdReadStream(Stream compressed) : ForwardStream
{
    private readonly DecompressionStream _frames = new(compressed, 1 << 17, checkEndOfStream: true, leaveOpen: false);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            return _frames.Read(buffer);
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("The zstd data ends in the middle of a frame.", e);
        }
        catch (ZstdException e)
        {
            throw new InvalidDataException($"The zstd data is damaged: {e.Message}.", e);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _frames.Dispose();
        base.Dispose(disposing);
    }
}
