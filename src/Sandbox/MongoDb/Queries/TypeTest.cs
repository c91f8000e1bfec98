using Penstock.Sandbox.MongoDb.Bson;

namespace Penstock.Sandbox.MongoDb.Queries;

/// <summary><c>$type</c> with numbers or a list of numbers.</summary>
internal static class TypeTest
{
    public static bool Matches(BsonType type, BsonElement operand)
    {
        if (operand.Type != BsonType.Array)
            return One(type, operand);
        foreach (var item in new BsonElements(operand.Value))
        {
            if (One(type, item))
                return true;
        }
        return false;
    }

    private static bool One(BsonType type, BsonElement wanted)
    {
        if (!wanted.IsNumber)
            throw new MongoCommandException(2, "BadValue", "$type takes numbers here");
        return (byte)wanted.Integer == (byte)type;
    }
}
