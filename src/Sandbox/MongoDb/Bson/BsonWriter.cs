using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Penstock.Sandbox.MongoDb.Bson;

/// <summary>
/// Writes BSON documents into one growing buffer that <see cref="Reset"/> makes reusable. Calls nest:
/// <see cref="BeginDocument()"/>, elements, <see cref="End"/>. Not for several threads.
/// </summary>
public sealed class BsonWriter(int capacity = 1024)
{
    private readonly Stack<int> _open = new();
    private byte[] _buffer = new byte[capacity];

    /// <summary>How many bytes are written.</summary>
    public int Length { get; private set; }

    /// <summary>What is written; valid until the next write.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    /// <summary>
    /// Forgets what was written and leaves <paramref name="prefix"/> bytes free in front, for a message header.
    /// </summary>
    public void Reset(int prefix = 0)
    {
        _open.Clear();
        Length = 0;
        Reserve(prefix).Clear();
    }

    /// <summary>A copy of what is written.</summary>
    public byte[] ToArray() => Written.ToArray();

    /// <summary>Begins the outermost document.</summary>
    public void BeginDocument()
    {
        _open.Push(Length);
        Reserve(4);
    }

    /// <summary>Begins an embedded document.</summary>
    public void BeginDocument(string name) => Begin(BsonType.Document, name);

    /// <summary>Begins an array; name its elements 0, 1, 2, …</summary>
    public void BeginArray(string name) => Begin(BsonType.Array, name);

    /// <summary>Ends the innermost open document or array.</summary>
    public void End()
    {
        Reserve(1)[0] = 0;
        var start = _open.Pop();
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(start), Length - start);
    }

    /// <summary>Writes a text.</summary>
    public void String(string name, string value) => Text(BsonType.String, name, Encoding.UTF8.GetBytes(value));

    /// <summary>Writes text bytes as they are, valid UTF-8 or not.</summary>
    public void Text(BsonType type, string name, ReadOnlySpan<byte> utf8)
    {
        Name(type, name);
        BinaryPrimitives.WriteInt32LittleEndian(Reserve(4), utf8.Length + 1);
        utf8.CopyTo(Reserve(utf8.Length));
        Reserve(1)[0] = 0;
    }

    /// <summary>Writes a 32-bit integer.</summary>
    public void Int32(string name, int value)
    {
        Name(BsonType.Int32, name);
        BinaryPrimitives.WriteInt32LittleEndian(Reserve(4), value);
    }

    /// <summary>Writes a 64-bit integer.</summary>
    public void Int64(string name, long value)
    {
        Name(BsonType.Int64, name);
        BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value);
    }

    /// <summary>Writes a double.</summary>
    public void Double(string name, double value)
    {
        Name(BsonType.Double, name);
        BinaryPrimitives.WriteDoubleLittleEndian(Reserve(8), value);
    }

    /// <summary>Writes a truth value.</summary>
    public void Boolean(string name, bool value)
    {
        Name(BsonType.Boolean, name);
        Reserve(1)[0] = value ? (byte)1 : (byte)0;
    }

    /// <summary>Writes null.</summary>
    public void Null(string name) => Name(BsonType.Null, name);

    /// <summary>Writes a point in time, cut to milliseconds.</summary>
    public void Date(string name, DateTimeOffset value)
    {
        Name(BsonType.Date, name);
        BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value.ToUnixTimeMilliseconds());
    }

    /// <summary>Writes an ObjectId of 12 bytes.</summary>
    public void ObjectId(string name, ReadOnlySpan<byte> id) => Raw(BsonType.ObjectId, name, id[..12]);

    /// <summary>Writes bytes.</summary>
    public void Binary(string name, ReadOnlySpan<byte> bytes, byte subtype = 0)
    {
        Name(BsonType.Binary, name);
        BinaryPrimitives.WriteInt32LittleEndian(Reserve(4), bytes.Length);
        Reserve(1)[0] = subtype;
        bytes.CopyTo(Reserve(bytes.Length));
    }

    /// <summary>Writes a value that is already in BSON's form (a whole document, for instance).</summary>
    public void Raw(BsonType type, string name, ReadOnlySpan<byte> value)
    {
        Name(type, name);
        value.CopyTo(Reserve(value.Length));
    }

    internal void Raw(BsonType type, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Reserve(1)[0] = (byte)type;
        name.CopyTo(Reserve(name.Length));
        Reserve(1)[0] = 0;
        value.CopyTo(Reserve(value.Length));
    }

    internal void Item(int index, ReadOnlySpan<byte> document)
    {
        Span<byte> name = stackalloc byte[11];
        index.TryFormat(name, out var digits, default, CultureInfo.InvariantCulture);
        Raw(BsonType.Document, name[..digits], document);
    }

    internal Span<byte> Front(int count) => _buffer.AsSpan(0, count);

    private void Begin(BsonType type, string name)
    {
        Name(type, name);
        BeginDocument();
    }

    private void Name(BsonType type, string name)
    {
        Reserve(1)[0] = (byte)type;
        Encoding.UTF8.GetBytes(name, Reserve(Encoding.UTF8.GetByteCount(name)));
        Reserve(1)[0] = 0;
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - Length < count)
            Array.Resize(ref _buffer, Math.Max(Length + count, _buffer.Length * 2));
        Length += count;
        return _buffer.AsSpan(Length - count, count);
    }
}
