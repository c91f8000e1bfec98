using System.Text;
using Penstock.Sandbox.MongoDb.Bson;

namespace Penstock.Sandbox.MongoDb.Queries;

/// <summary>
/// Decides whether a document matches a query document: the operators a copying client uses, as MongoDB defines them.
/// </summary>
internal static class Filter
{
    public static bool Matches(ReadOnlySpan<byte> filter, ReadOnlySpan<byte> document)
    {
        foreach (var condition in new BsonElements(filter))
        {
            if (!MatchesOne(condition, document))
                return false;
        }
        return true;
    }

    private static bool MatchesOne(BsonElement condition, ReadOnlySpan<byte> document)
    {
        if (condition.Name.StartsWith("$"u8))
        {
            return condition.NameText switch
            {
                "$and" => Branches(condition, document, all: true),
                "$or" => Branches(condition, document, all: false),
                "$nor" => !Branches(condition, document, all: false),
                "$comment" => true,
                var name => throw Unknown(name),
            };
        }
        if (condition.Type != BsonType.Document || !IsOperators(condition.Value))
            return FieldTest.Any(document, condition.Name, "$eq"u8, condition);
        foreach (var test in new BsonElements(condition.Value))
        {
            if (!Operator(document, condition.Name, test))
                return false;
        }
        return true;
    }

    private static bool Operator(ReadOnlySpan<byte> document, ReadOnlySpan<byte> path, BsonElement test)
    {
        if (test.Name.SequenceEqual("$ne"u8))
            return !FieldTest.Any(document, path, "$eq"u8, test);
        if (test.Name.SequenceEqual("$nin"u8))
            return !FieldTest.Any(document, path, "$in"u8, test);
        if (test.Name.SequenceEqual("$exists"u8))
            return FieldTest.Any(document, path, "$exists"u8, test) == test.IsTrue;
        return FieldTest.Any(document, path, test.Name, test);
    }

    private static bool Branches(BsonElement list, ReadOnlySpan<byte> document, bool all)
    {
        foreach (var branch in new BsonElements(list.Value))
        {
            if (Matches(branch.Value, document) != all)
                return !all;
        }
        return all;
    }

    private static bool IsOperators(ReadOnlySpan<byte> document)
    {
        var elements = new BsonElements(document);
        return elements.MoveNext() && elements.Current.Name.StartsWith("$"u8);
    }

    public static MongoCommandException Unknown(string name) => new(2, "BadValue", $"unknown operator: {name}");

    public static MongoCommandException Unknown(ReadOnlySpan<byte> name) => Unknown(Encoding.UTF8.GetString(name));
}
