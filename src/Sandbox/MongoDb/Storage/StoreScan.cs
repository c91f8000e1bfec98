using System.Buffers;
using System.Buffers.Binary;

namespace Penstock.Sandbox.MongoDb.Storage;

/// <summary>Reads a collection from its first document to a given end, through one buffer.</summary>
internal sealed class StoreScan(CollectionStore store, long end) : IDocumentSource
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(256 << 10);
    private long _next;
    private int _at;
    private int _filled;
    private int _current;

    public StoreScan(CollectionStore store)
        : this(store, store.Length) { }

    /// <summary>Where the current document begins in the file.</summary>
    public long Position => _next - (_filled - _at);

    public bool TryPeek(out ReadOnlySpan<byte> document)
    {
        document = default;
        if (_filled - _at < 4 && !Fill(4))
            return false;
        _current = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_at));
        if (_current < 5 || (_filled - _at < _current && !Fill(_current)))
            return false;
        document = _buffer.AsSpan(_at, _current);
        return true;
    }

    public void Skip() => _at += _current;

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private bool Fill(int needed)
    {
        var kept = _buffer.AsSpan(_at, _filled - _at);
        if (needed > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(needed);
            kept.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        else
        {
            kept.CopyTo(_buffer);
        }
        (_filled, _at) = (_filled - _at, 0);
        while (_filled < needed)
        {
            var wanted = (int)Math.Min(_buffer.Length - _filled, end - _next);
            var read = wanted > 0 ? store.Read(_buffer.AsSpan(_filled, wanted), _next) : 0;
            if (read == 0)
                return false;
            _filled += read;
            _next += read;
        }
        return true;
    }
}
