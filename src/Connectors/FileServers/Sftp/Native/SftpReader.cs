namespace Penstock.Connectors.FileServers.Sftp.Native;

/// <summary>
/// Reads a file with several requests under way, as many as its size makes sense of: a deep queue on small files has the
/// server answer requests beyond the end, which costs more than it gains.
/// </summary>
internal sealed class SftpReader(SftpFileHandle file, long offset, long? size) : IDisposable
{
    private const int RequestSize = 32_768;
    private const int DeepestQueue = 32;
    private readonly Queue<(uint Id, int Length)> _underWay = new();
    private readonly byte[] _spare = new byte[RequestSize];
    private (int Start, int End) _rest;
    private long _asked = offset;
    private long _position = offset;
    private bool _isEnd;

    /// <summary>Fills the buffer as far as the file goes; 0 is the end, -1 a failure.</summary>
    public int Read(Span<byte> buffer)
    {
        var count = TakeRest(buffer);
        while (count < buffer.Length && !_isEnd)
        {
            Ask();
            if (_underWay.Count == 0)
                break;
            var (id, length) = _underWay.Dequeue();
            var isDirect = buffer.Length - count >= length;
            var read = Receive(isDirect ? buffer[count..] : _spare, id, length);
            if (read < 0)
                return -1;
            _position += read;
            if (read < length && !Realign())
                return -1;
            if (read == 0)
                _isEnd = true;
            if (isDirect)
            {
                count += read;
            }
            else
            {
                _rest = (0, read);
                count += TakeRest(buffer[count..]);
            }
        }
        return count;
    }

    public void Dispose() => file.Dispose();

    private int TakeRest(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _rest.End - _rest.Start);
        _spare.AsSpan(_rest.Start, count).CopyTo(buffer);
        _rest.Start += count;
        return count;
    }

    // The last bytes are asked for exactly; a file of unknown size by one request after the other until it ends.
    private void Ask()
    {
        var depth = size is null ? 1 : DeepestQueue;
        while (_underWay.Count < depth)
        {
            var length = size is { } known ? (int)Math.Min(RequestSize, known - _asked) : RequestSize;
            if (length <= 0)
                return;
            var id = LibSftp.sftp_async_read_begin(file, (uint)length);
            if (id < 0)
                return;
            _underWay.Enqueue(((uint)id, length));
            _asked += length;
        }
    }

    // A server may answer with fewer bytes than asked for: what was asked for behind them then has a gap, and is asked for again.
    private bool Realign()
    {
        while (_underWay.TryDequeue(out var request))
        {
            if (Receive(_spare, request.Id, request.Length) < 0)
                return false;
        }
        _asked = _position;
        return LibSftp.sftp_seek64(file, (ulong)_position) >= 0;
    }

    private unsafe int Receive(Span<byte> target, uint id, int length)
    {
        fixed (byte* data = target)
            return LibSftp.sftp_async_read(file, data, (uint)length, id);
    }
}
