using Penstock.Connectors.MongoDb.Native;

namespace Penstock.Connectors.MongoDb;

/// <summary>Proves that a MongoDB server can be reached and logged in to; for <c>penstock doctor</c>.</summary>
public static class MongoCheck
{
    // {"listCollections": 1, "nameOnly": true} needs a login where the server has users, which a bare ping does not.
    private static readonly byte[] Command = BsonOf();

    /// <summary>Lists a database's collections and throws away the answer.</summary>
    /// <exception cref="Penstock.Core.Errors.PenstockException">It cannot be done; the message says why.</exception>
    public static Task PingAsync(MongoConnection connection, CancellationToken cancellationToken = default) =>
        Task.Run(
            () =>
            {
                using var client = MongoClient.Open(connection, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));
                client.Command("admin", Command);
            },
            cancellationToken
        );

    private static byte[] BsonOf()
    {
        // int32 length, element 0x10 int32, element 0x08 bool, end.
        byte[] elements = [0x10, .. "listCollections"u8, 0, 1, 0, 0, 0, 0x08, .. "nameOnly"u8, 0, 1, 0];
        return [.. BitConverter.GetBytes(elements.Length + 4), .. elements];
    }
}
