using System.Buffers.Binary;
using System.Text;
using Penstock.Connectors.MongoDb.Bson;
using Penstock.Core.Errors;

namespace Penstock.Connectors.MongoDb.Reading;

/// <summary>A projection must leave in what tells how far the read has come.</summary>
internal static class ProjectionRule
{
    /// <exception cref="UsageException">The projection leaves the field out.</exception>
    public static void Keeps(byte[] projection, string field)
    {
        var head = Encoding.UTF8.GetBytes(field.Split('.')[0]);
        var isNamed =
            BsonWalk.TryFind(projection, head, out var type, out var value)
            || BsonWalk.TryFind(projection, Encoding.UTF8.GetBytes(field), out type, out value);
        var isKept = isNamed ? IsTrue(type, value) : field == "_id" || !IsInclusion(projection);
        if (!isKept)
            throw new UsageException(
                "The projection of MongoDB to landing leaves out a field that is needed to continue",
                field,
                "leave it in, or name another watermark field"
            );
    }

    private static bool IsInclusion(byte[] projection)
    {
        ReadOnlySpan<byte> rest = projection.AsSpan(4);
        while (rest[0] != 0)
        {
            var type = (BsonType)rest[0];
            var end = rest[1..].IndexOf((byte)0) + 1;
            var isId = rest[1..end].SequenceEqual("_id"u8);
            rest = rest[(end + 1)..];
            var length = BsonWalk.LengthOf(type, rest);
            if (!isId && IsTrue(type, rest[..length]))
                return true;
            rest = rest[length..];
        }
        return false;
    }

    private static bool IsTrue(BsonType type, ReadOnlySpan<byte> value) =>
        type switch
        {
            BsonType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(value) != 0,
            BsonType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(value) != 0,
            BsonType.Double => BinaryPrimitives.ReadDoubleLittleEndian(value) != 0,
            BsonType.Boolean => value[0] != 0,
            _ => true,
        };
}
