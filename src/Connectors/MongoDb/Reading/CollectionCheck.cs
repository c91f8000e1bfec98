using Penstock.Connectors.MongoDb.Bson;
using Penstock.Connectors.MongoDb.Native;
using Penstock.Core.Errors;

namespace Penstock.Connectors.MongoDb.Reading;

/// <summary>MongoDB reads a collection that does not exist as empty; a misspelt name would land nothing and say nothing.</summary>
internal static class CollectionCheck
{
    /// <returns>How many documents there are, roughly.</returns>
    /// <exception cref="PenstockException">There is no such collection, or the server cannot be asked.</exception>
    public static long Run(MongoConnection connection, MongoToLandingOptions options)
    {
        using var client = MongoClient.Open(connection, options.ServerSelectionTimeout, options.SocketTimeout);
        var list = new BsonBuilder()
            .Int32("listCollections", 1)
            .Begin("filter")
            .String("name", options.Collection)
            .End()
            .Boolean("nameOnly", true)
            .Boolean("authorizedCollections", true)
            .Build();
        var answer = client.Command(options.Database, list);
        if (!BsonWalk.TryFind(answer, "cursor.firstBatch"u8, out _, out var batch) || batch.Length <= 5)
        {
            throw new PenstockException(
                "No such MongoDB collection",
                $"{options.Database}.{options.Collection} at {connection.Address}",
                "Nothing was read",
                "check database and collection of the step; names are case-sensitive"
            );
        }
        return Count(client, options, null);
    }

    /// <summary>How many documents a query finds; without one, how many there are, roughly.</summary>
    public static long Count(MongoClient client, MongoToLandingOptions options, byte[]? filter)
    {
        var command = new BsonBuilder().String("count", options.Collection);
        if (filter is not null)
            command.Value("query", BsonType.Document, filter);
        var count = client.Command(options.Database, command.Build());
        return BsonWalk.TryFind(count, "n"u8, out var type, out var n) ? Integer(type, n) : 0;
    }

    private static long Integer(BsonType type, ReadOnlySpan<byte> value) =>
        type switch
        {
            BsonType.Int32 => BitConverter.ToInt32(value),
            BsonType.Int64 => BitConverter.ToInt64(value),
            BsonType.Double => (long)BitConverter.ToDouble(value),
            _ => 0,
        };
}
