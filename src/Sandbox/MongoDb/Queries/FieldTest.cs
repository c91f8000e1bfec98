using Penstock.Sandbox.MongoDb.Bson;

namespace Penstock.Sandbox.MongoDb.Queries;

/// <summary>One comparison against the values at a dotted path; an array matches when it or any of its items does.</summary>
internal static class FieldTest
{
    public static bool Any(
        ReadOnlySpan<byte> document,
        ReadOnlySpan<byte> path,
        ReadOnlySpan<byte> operation,
        BsonElement operand
    )
    {
        var dot = path.IndexOf((byte)'.');
        var head = dot < 0 ? path : path[..dot];
        if (!BsonElements.TryFind(document, head, out var value))
            return Missing(operation, operand);
        if (dot < 0)
            return Value(value, operation, operand);
        if (value.Type == BsonType.Document)
            return Any(value.Value, path[(dot + 1)..], operation, operand);
        if (value.Type != BsonType.Array)
            return Missing(operation, operand);
        foreach (var item in new BsonElements(value.Value))
        {
            if (item.Type == BsonType.Document && Any(item.Value, path[(dot + 1)..], operation, operand))
                return true;
        }
        return false;
    }

    private static bool Value(BsonElement value, ReadOnlySpan<byte> operation, BsonElement operand)
    {
        if (operation.SequenceEqual("$exists"u8) || Single(value, operation, operand))
            return true;
        if (value.Type != BsonType.Array)
            return false;
        foreach (var item in new BsonElements(value.Value))
        {
            if (Single(item, operation, operand))
                return true;
        }
        return false;
    }

    private static bool Single(BsonElement value, ReadOnlySpan<byte> operation, BsonElement operand)
    {
        if (operation.SequenceEqual("$in"u8))
            return IsIn(value, operand);
        if (operation.SequenceEqual("$type"u8))
            return TypeTest.Matches(value.Type, operand);
        var comparable = BsonOrder.Rank(value.Type) == BsonOrder.Rank(operand.Type);
        var order = comparable ? BsonOrder.Compare(value, operand) : 0;
        if (operation.SequenceEqual("$eq"u8))
            return comparable && order == 0;
        if (operation.SequenceEqual("$gt"u8))
            return comparable && order > 0;
        if (operation.SequenceEqual("$gte"u8))
            return comparable && order >= 0;
        if (operation.SequenceEqual("$lt"u8))
            return comparable && order < 0;
        if (operation.SequenceEqual("$lte"u8))
            return comparable && order <= 0;
        throw Filter.Unknown(operation);
    }

    private static bool IsIn(BsonElement value, BsonElement list)
    {
        foreach (var item in new BsonElements(list.Value))
        {
            if (BsonOrder.Compare(value, item) == 0)
                return true;
        }
        return false;
    }

    // A field that is not there equals null and nothing else.
    private static bool Missing(ReadOnlySpan<byte> operation, BsonElement operand)
    {
        if (operation.SequenceEqual("$eq"u8) || operation.SequenceEqual("$gte"u8) || operation.SequenceEqual("$lte"u8))
            return operand.Type == BsonType.Null;
        return operation.SequenceEqual("$in"u8) && IsIn(new BsonElement(BsonType.Null, default, default), operand);
    }
}
