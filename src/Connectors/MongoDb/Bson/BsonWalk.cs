using System.Buffers.Binary;

namespace Penstock.Connectors.MongoDb.Bson;

/// <summary>Finds values in raw documents without decoding the rest.</summary>
internal static class BsonWalk
{
    /// <summary>The value at a dotted path through embedded documents; where the path leads into an array, that array.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bytes are not a BSON document.</exception>
    public static bool TryFind(
        ReadOnlySpan<byte> document,
        ReadOnlySpan<byte> path,
        out BsonType type,
        out ReadOnlySpan<byte> value
    )
    {
        var dot = path.IndexOf((byte)'.');
        var head = dot < 0 ? path : path[..dot];
        var rest = document[4..];
        while (rest[0] != 0)
        {
            type = (BsonType)rest[0];
            var end = rest[1..].IndexOf((byte)0) + 1;
            var isIt = rest[1..end].SequenceEqual(head);
            rest = rest[(end + 1)..];
            value = rest[..LengthOf(type, rest)];
            if (isIt && (dot < 0 || type == BsonType.Array))
                return true;
            if (isIt)
                return type == BsonType.Document
                    ? TryFind(value, path[(dot + 1)..], out type, out value)
                    : None(out type, out value);
            rest = rest[value.Length..];
        }
        return None(out type, out value);
    }

    /// <summary>The bytes that a value takes.</summary>
    public static int LengthOf(BsonType type, ReadOnlySpan<byte> value) =>
        type switch
        {
            BsonType.Null or BsonType.Undefined or BsonType.MinKey or BsonType.MaxKey => 0,
            BsonType.Boolean => 1,
            BsonType.Int32 => 4,
            BsonType.Double or BsonType.Date or BsonType.Timestamp or BsonType.Int64 => 8,
            BsonType.ObjectId => 12,
            BsonType.Decimal128 => 16,
            BsonType.String or BsonType.JavaScript or BsonType.Symbol => checked(
                4 + BinaryPrimitives.ReadInt32LittleEndian(value)
            ),
            BsonType.Binary => checked(5 + BinaryPrimitives.ReadInt32LittleEndian(value)),
            BsonType.DbPointer => checked(16 + BinaryPrimitives.ReadInt32LittleEndian(value)),
            BsonType.Document or BsonType.Array or BsonType.JavaScriptWithScope =>
                BinaryPrimitives.ReadInt32LittleEndian(value),
            BsonType.Regex => RegexLength(value),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No such BSON type."),
        };

    private static int RegexLength(ReadOnlySpan<byte> value)
    {
        var pattern = value.IndexOf((byte)0) + 1;
        return pattern + value[pattern..].IndexOf((byte)0) + 1;
    }

    private static bool None(out BsonType type, out ReadOnlySpan<byte> value)
    {
        type = BsonType.Null;
        value = default;
        return false;
    }
}
