using Penstock.Connectors.MongoDb.Driver;

namespace Penstock.Connectors.MongoDb;

/// <summary>Proves that a MongoDB server can be reached and logged in to; for <c>penstock doctor</c>.</summary>
public static class MongoCheck
{
    /// <summary>
    /// Asks for a collection, which needs a login where the server has users (a bare ping does not), and throws away the answer.
    /// </summary>
    /// <exception cref="Penstock.Core.Errors.PenstockException">It cannot be done; the message says why.</exception>
    public static Task PingAsync(MongoConnection connection, CancellationToken cancellationToken = default) =>
        Task.Run(
            () =>
            {
                using var server = MongoServer.Open(connection, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));
                server.HasCollection("admin", "penstock", cancellationToken);
            },
            cancellationToken
        );
}
