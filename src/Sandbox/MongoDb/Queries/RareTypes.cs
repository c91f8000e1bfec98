using Penstock.Sandbox.MongoDb.Bson;

namespace Penstock.Sandbox.MongoDb.Queries;

/// <summary>The type codes that servers refuse which speak MongoDB's protocol but are not MongoDB.</summary>
internal static class RareTypes
{
    private static readonly HashSet<long> Codes = [6, 12, 13, 14, 15, 19, 127, -1];

    /// <summary>Looks for <c>$type</c> at any depth of a command.</summary>
    /// <exception cref="MongoCommandException">One asks for such a code.</exception>
    public static void Refuse(ReadOnlySpan<byte> document)
    {
        foreach (var element in new BsonElements(document))
        {
            if (element.Name.SequenceEqual("$type"u8))
                RefuseOperand(element);
            if (element.Type is BsonType.Document or BsonType.Array)
                Refuse(element.Value);
        }
    }

    private static void RefuseOperand(BsonElement operand)
    {
        if (operand.IsNumber && Codes.Contains(operand.Integer))
            throw new MongoCommandException(2, "BadValue", $"Invalid numerical type code: {operand.Integer}");
        if (operand.Type != BsonType.Array)
            return;
        foreach (var item in new BsonElements(operand.Value))
            RefuseOperand(item);
    }
}
