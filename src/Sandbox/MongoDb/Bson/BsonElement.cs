using System.Buffers.Binary;
using System.Text;

namespace Penstock.Sandbox.MongoDb.Bson;

/// <summary>One element of a document: type, name and the bytes of its value.</summary>
internal readonly ref struct BsonElement(BsonType type, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
{
    public BsonType Type { get; } = type;

    public ReadOnlySpan<byte> Name { get; } = name;

    public ReadOnlySpan<byte> Value { get; } = value;

    public string NameText => Encoding.UTF8.GetString(Name);

    /// <summary>The bytes of a string value without length and end.</summary>
    public ReadOnlySpan<byte> Utf8 => Value[4..^1];

    public string Text => Encoding.UTF8.GetString(Utf8);

    public bool IsNumber => Type is BsonType.Int32 or BsonType.Int64 or BsonType.Double;

    public double Number =>
        Type switch
        {
            BsonType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(Value),
            BsonType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(Value),
            BsonType.Double => BinaryPrimitives.ReadDoubleLittleEndian(Value),
            BsonType.Boolean => Value[0],
            _ => 0,
        };

    public long Integer =>
        Type switch
        {
            BsonType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(Value),
            BsonType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(Value),
            _ => (long)Number,
        };

    public bool IsTrue => Number != 0;
}
