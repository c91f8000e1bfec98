using Penstock.Connectors.MongoDb.Driver;

namespace Penstock.Connectors.MongoDb.Reading;

/// <summary>How much a query would read.</summary>
/// <param name="Documents">Documents it finds.</param>
/// <param name="Bytes">Their bytes as BSON, from the first of them.</param>
internal sealed record ReadEstimate(long Documents, long Bytes)
{
    private const int Sample = 100;

    /// <summary>Asks the server. Blocks.</summary>
    /// <exception cref="Core.Errors.PenstockException">There is no such collection, or the server cannot be asked.</exception>
    public static ReadEstimate Make(
        MongoConnection connection,
        MongoToLandingOptions options,
        Query query,
        Position? start,
        CancellationToken cancellationToken
    )
    {
        using var server = MongoServer.Open(connection, options.ServerSelectionTimeout, options.SocketTimeout);
        var all = CollectionCheck.Run(server, connection, options, cancellationToken);
        var documents =
            query.IsWhole && start is null
                ? all
                : server.Count(
                    options.Database,
                    options.Collection,
                    query.FilterAfter(server, start, cancellationToken),
                    cancellationToken
                );
        if (documents == 0)
            return new ReadEstimate(0, 0);
        using var cursor = query.Open(server, start, cancellationToken);
        var (seen, bytes) = (0, 0L);
        while (seen < Sample && cursor.TryNext(out var document))
            (seen, bytes) = (seen + 1, bytes + document.Length);
        return new ReadEstimate(documents, seen == 0 ? 0 : bytes * documents / seen);
    }
}
