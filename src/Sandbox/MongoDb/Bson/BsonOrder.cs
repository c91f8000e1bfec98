using System.Buffers.Binary;

namespace Penstock.Sandbox.MongoDb.Bson;

/// <summary>MongoDB's order of values (https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/).</summary>
internal static class BsonOrder
{
    /// <summary>The class of a type; values of one class compare by value.</summary>
    public static int Rank(BsonType type) =>
        type switch
        {
            BsonType.MinKey => 0,
            BsonType.Undefined or BsonType.Null => 1,
            BsonType.Int32 or BsonType.Int64 or BsonType.Double or BsonType.Decimal128 => 2,
            BsonType.String or BsonType.Symbol => 3,
            BsonType.Document => 4,
            BsonType.Array => 5,
            BsonType.Binary => 6,
            BsonType.ObjectId => 7,
            BsonType.Boolean => 8,
            BsonType.Date => 9,
            BsonType.Timestamp => 10,
            BsonType.Regex => 11,
            BsonType.MaxKey => 13,
            _ => 12,
        };

    public static int Compare(BsonElement a, BsonElement b)
    {
        var rank = Rank(a.Type) - Rank(b.Type);
        if (rank != 0)
            return rank;
        return a.Type switch
        {
            BsonType.Int32 or BsonType.Int64 when b.Type is BsonType.Int32 or BsonType.Int64 => a.Integer.CompareTo(
                b.Integer
            ),
            BsonType.Int32 or BsonType.Int64 or BsonType.Double or BsonType.Decimal128 => a.Number.CompareTo(b.Number),
            BsonType.String or BsonType.Symbol => a.Utf8.SequenceCompareTo(b.Utf8),
            BsonType.Document or BsonType.Array => CompareDocuments(a.Value, b.Value),
            BsonType.Date => BinaryPrimitives
                .ReadInt64LittleEndian(a.Value)
                .CompareTo(BinaryPrimitives.ReadInt64LittleEndian(b.Value)),
            BsonType.Timestamp => BinaryPrimitives
                .ReadUInt64LittleEndian(a.Value)
                .CompareTo(BinaryPrimitives.ReadUInt64LittleEndian(b.Value)),
            BsonType.Binary when a.Value.Length != b.Value.Length => a.Value.Length.CompareTo(b.Value.Length),
            _ => a.Value.SequenceCompareTo(b.Value),
        };
    }

    private static int CompareDocuments(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var left = new BsonElements(a);
        var right = new BsonElements(b);
        while (true)
        {
            var (more, other) = (left.MoveNext(), right.MoveNext());
            if (!more || !other)
                return more.CompareTo(other);
            var order = Rank(left.Current.Type) - Rank(right.Current.Type);
            if (order == 0)
                order = left.Current.Name.SequenceCompareTo(right.Current.Name);
            if (order == 0)
                order = Compare(left.Current, right.Current);
            if (order != 0)
                return order;
        }
    }
}
