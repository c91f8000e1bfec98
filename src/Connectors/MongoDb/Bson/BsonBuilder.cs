using System.Buffers.Binary;
using System.Text;

namespace Penstock.Connectors.MongoDb.Bson;

/// <summary>
/// Puts query documents together from values that are already BSON. For documents of data there is no need to write BSON.
/// </summary>
internal sealed class BsonBuilder
{
    private readonly List<byte> _bytes = [];
    private readonly Stack<int> _open = new();

    public BsonBuilder() => Open();

    public BsonBuilder Begin(string name, BsonType type = BsonType.Document)
    {
        Name(type, name);
        Open();
        return this;
    }

    public BsonBuilder End()
    {
        _bytes.Add(0);
        var start = _open.Pop();
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, _bytes.Count - start);
        for (var i = 0; i < 4; i++)
            _bytes[start + i] = length[i];
        return this;
    }

    public BsonBuilder Value(string name, BsonType type, ReadOnlySpan<byte> value)
    {
        Name(type, name);
        _bytes.AddRange(value);
        return this;
    }

    public BsonBuilder Int32(string name, int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return Value(name, BsonType.Int32, bytes);
    }

    /// <summary>Ends the document and gives its bytes.</summary>
    public byte[] Build()
    {
        End();
        return [.. _bytes];
    }

    private void Name(BsonType type, string name)
    {
        _bytes.Add((byte)type);
        _bytes.AddRange(Encoding.UTF8.GetBytes(name));
        _bytes.Add(0);
    }

    private void Open()
    {
        _open.Push(_bytes.Count);
        _bytes.AddRange(new byte[4]);
    }
}
