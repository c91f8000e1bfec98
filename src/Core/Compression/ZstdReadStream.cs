using Penstock.Core.Files;

namespace Penstock.Core.Compression;

/// <summary>
/// Reads zstd frames (RFC 8878) as plain bytes. Input that ends inside a frame is an <see cref="InvalidDataException"/>,
/// never a short read that looks like the end.
/// </summary>
public sealed class ZstdReadStream(Stream compressed) : ForwardStream
{
    private readonly ZstdDecoder _decoder = new();
    private readonly byte[] _input = new byte[1 << 17];
    private int _position;
    private int _length;
    private bool _atFrameEnd = true;

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
                    return _atFrameEnd
                        ? 0
                        : throw new InvalidDataException("The zstd data ends in the middle of a frame.");
                }
            }
            var (consumed, produced, frameEnded) = _decoder.Decode(
                _input.AsSpan(_position, _length - _position),
                buffer
            );
            _position += consumed;
            _atFrameEnd = frameEnded;
            if (produced > 0)
                return produced;
        }
        return 0;
    }

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
