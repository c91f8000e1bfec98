using System.Buffers.Binary;

namespace Penstock.Sandbox.MongoDb.Bson;

/// <summary>Walks the elements of one document; use it with <c>foreach</c>.</summary>
internal ref struct BsonElements(ReadOnlySpan<byte> document)
{
    private ReadOnlySpan<byte> _rest = document[4..BinaryPrimitives.ReadInt32LittleEndian(document)];

    public BsonElement Current { get; private set; }

    public readonly BsonElements GetEnumerator() => this;

    public bool MoveNext()
    {
        var type = (BsonType)_rest[0];
        if (type == 0)
            return false;
        var end = _rest[1..].IndexOf((byte)0) + 1;
        var value = _rest[(end + 1)..];
        var length = LengthOf(type, value);
        Current = new BsonElement(type, _rest[1..end], value[..length]);
        _rest = value[length..];
        return true;
    }

    /// <summary>Finds a top-level element.</summary>
    public static bool TryFind(ReadOnlySpan<byte> document, ReadOnlySpan<byte> name, out BsonElement found)
    {
        foreach (var element in new BsonElements(document))
        {
            if (!element.Name.SequenceEqual(name))
                continue;
            found = element;
            return true;
        }
        found = default;
        return false;
    }

    private static int LengthOf(BsonType type, ReadOnlySpan<byte> value) =>
        type switch
        {
            BsonType.Null or BsonType.Undefined or BsonType.MinKey or BsonType.MaxKey => 0,
            BsonType.Boolean => 1,
            BsonType.Int32 => 4,
            BsonType.Double or BsonType.Date or BsonType.Timestamp or BsonType.Int64 => 8,
            BsonType.ObjectId => 12,
            BsonType.Decimal128 => 16,
            BsonType.String or BsonType.JavaScript or BsonType.Symbol => 4
                + BinaryPrimitives.ReadInt32LittleEndian(value),
            BsonType.Binary => 5 + BinaryPrimitives.ReadInt32LittleEndian(value),
            BsonType.DbPointer => 16 + BinaryPrimitives.ReadInt32LittleEndian(value),
            BsonType.Document or BsonType.Array or BsonType.JavaScriptWithScope =>
                BinaryPrimitives.ReadInt32LittleEndian(value),
            BsonType.Regex => RegexLength(value),
            _ => throw new MongoCommandException(2, "BadValue", $"Unknown BSON type 0x{(byte)type:x2}"),
        };

    private static int RegexLength(ReadOnlySpan<byte> value)
    {
        var pattern = value.IndexOf((byte)0) + 1;
        return pattern + value[pattern..].IndexOf((byte)0) + 1;
    }
}
