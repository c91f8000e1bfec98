using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Penstock.Sandbox.MongoDb.Bson;

namespace Penstock.Sandbox.MongoDb.Storage;

/// <summary>
/// One collection: a file of BSON documents one after the other, as they came. Nothing of it is held in memory, so its size
/// does not matter. Readers see what was there when they began; appends go behind.
/// </summary>
internal sealed class CollectionStore : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly Lock _writing = new();
    private byte[]? _lastId;
    private long _length;
    private long _count;

    private CollectionStore(string path, FileMode mode)
    {
        Path = path;
        _file = File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
    }

    public string Path { get; }

    public long Length => Volatile.Read(ref _length);

    public long Count => Volatile.Read(ref _count);

    /// <summary>
    /// Whether each <c>_id</c> is greater than the one before: then the file's order is the order of <c>_id</c>.
    /// </summary>
    public bool IsOrderedById { get; private set; } = true;

    public static CollectionStore Create(string path) => new(path, FileMode.Create);

    /// <summary>Opens what an earlier server left; a document that a crash cut off at the end is dropped.</summary>
    public static CollectionStore Open(string path)
    {
        var store = new CollectionStore(path, FileMode.Open);
        var end = RandomAccess.GetLength(store._file);
        using var scan = new StoreScan(store, end);
        while (scan.TryPeek(out var document))
        {
            store.Note(document);
            store._length += document.Length;
            scan.Skip();
        }
        if (store._length < end)
            RandomAccess.SetLength(store._file, store._length);
        return store;
    }

    public int Read(Span<byte> buffer, long offset) => RandomAccess.Read(_file, buffer, offset);

    /// <summary>Appends documents that each have an <c>_id</c>; visible to readers that begin afterwards.</summary>
    public void Append(IEnumerable<ReadOnlyMemory<byte>> documents)
    {
        lock (_writing)
        {
            var end = _length;
            var pending = new BsonBuffer(1 << 20);
            foreach (var document in documents)
            {
                Note(document.Span);
                if (!pending.TryAdd(document.Span))
                {
                    end = Flush(pending, end);
                    if (!pending.TryAdd(document.Span))
                        end = WriteAt(document.Span, end);
                }
            }
            Volatile.Write(ref _length, Flush(pending, end));
        }
    }

    /// <summary>Whether an <c>_id</c> is greater than all that are there, as far as that can be told without looking.</summary>
    public bool IsBeyondLast(BsonElement id)
    {
        lock (_writing)
            return IsOrderedById && _lastId is not null && BsonOrder.Compare(LastId(), id) < 0;
    }

    public void Dispose() => _file.Dispose();

    private BsonElement LastId() => new((BsonType)_lastId![0], default, _lastId.AsSpan(1));

    private long Flush(BsonBuffer pending, long end)
    {
        var next = WriteAt(pending.Written, end);
        pending.Clear();
        return next;
    }

    private long WriteAt(ReadOnlySpan<byte> bytes, long offset)
    {
        RandomAccess.Write(_file, bytes, offset);
        return offset + bytes.Length;
    }

    private void Note(ReadOnlySpan<byte> document)
    {
        if (BinaryPrimitives.ReadInt32LittleEndian(document) != document.Length)
            throw new ArgumentException("A BSON document's length does not match its bytes.");
        if (!BsonElements.TryFind(document, "_id"u8, out var id))
            throw new ArgumentException("A document has no _id.");
        _count++;
        if (!IsOrderedById)
            return;
        IsOrderedById = _lastId is null || BsonOrder.Compare(LastId(), id) < 0;
        if (_lastId?.Length != id.Value.Length + 1)
            _lastId = new byte[id.Value.Length + 1];
        _lastId[0] = (byte)id.Type;
        id.Value.CopyTo(_lastId.AsSpan(1));
    }
}
