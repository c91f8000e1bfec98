using System.Buffers.Binary;
using System.Text;

namespace Penstock.Sandbox.Bson;

/// <summary>
/// Writes flat BSON documents (bsonspec.org, version 1.1) one after the other into blocks of memory that are never reused, so
/// that
/// a document may be kept as long as anyone likes. Not safe for several threads.
/// </summary>
public sealed class BsonDocumentWriter
{
    // Under the large-object limit: a stream of documents leaves only short-lived garbage.
    private const int BlockSize = 64 * 1024;
    private byte[] _block = new byte[BlockSize];
    private int _start;
    private int _at;

    /// <summary>Begins a document; the one before must have been ended.</summary>
    public void Begin()
    {
        _start = _at;
        Reserve(4);
        _at += 4;
    }

    /// <summary>Adds an ObjectId.</summary>
    /// <param name="name">The field; without a NUL character, as in all methods here.</param>
    /// <param name="id">12 bytes.</param>
    public void ObjectId(string name, ReadOnlySpan<byte> id)
    {
        Name(0x07, name, 12);
        id[..12].CopyTo(_block.AsSpan(_at));
        _at += 12;
    }

    /// <summary>Adds a UTF-8 string.</summary>
    public void String(string name, string value)
    {
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        Name(0x02, name, most + 5);
        var length = Encoding.UTF8.GetBytes(value, _block.AsSpan(_at + 4));
        BinaryPrimitives.WriteInt32LittleEndian(_block.AsSpan(_at), length + 1);
        _at += 4 + length;
        _block[_at++] = 0;
    }

    /// <summary>Adds a 32-bit integer.</summary>
    public void Int32(string name, int value)
    {
        Name(0x10, name, 4);
        BinaryPrimitives.WriteInt32LittleEndian(_block.AsSpan(_at), value);
        _at += 4;
    }

    /// <summary>Adds a double.</summary>
    public void Double(string name, double value)
    {
        Name(0x01, name, 8);
        BinaryPrimitives.WriteDoubleLittleEndian(_block.AsSpan(_at), value);
        _at += 8;
    }

    /// <summary>Adds an explicit null.</summary>
    public void Null(string name) => Name(0x0A, name, 0);

    /// <summary>Ends the document and gives its bytes.</summary>
    public ReadOnlyMemory<byte> End()
    {
        Reserve(1);
        _block[_at++] = 0;
        var document = _block.AsMemory(_start, _at - _start);
        BinaryPrimitives.WriteInt32LittleEndian(document.Span, document.Length);
        return document;
    }

    private void Name(byte type, string name, int valueSize)
    {
        Reserve(2 + Encoding.UTF8.GetMaxByteCount(name.Length) + valueSize);
        _block[_at++] = type;
        _at += Encoding.UTF8.GetBytes(name, _block.AsSpan(_at));
        _block[_at++] = 0;
    }

    private void Reserve(int size)
    {
        if (_block.Length - _at >= size)
            return;
        var begun = _at - _start;
        var next = new byte[Math.Max(BlockSize, 2 * (begun + size))];
        _block.AsSpan(_start, begun).CopyTo(next);
        (_block, _start, _at) = (next, 0, begun);
    }
}
