using Penstock.Connectors.MongoDb.Driver;
using Penstock.Core.Errors;

namespace Penstock.Connectors.MongoDb.Reading;

/// <summary>
/// MongoDB reads a collection that does not exist as empty; a misspelt name would land nothing and say nothing.
/// </summary>
internal static class CollectionCheck
{
    /// <returns>How many documents there are, roughly.</returns>
    /// <exception cref="PenstockException">There is no such collection, or the server cannot be asked.</exception>
    public static long Run(
        MongoServer server,
        MongoConnection connection,
        MongoToLandingOptions options,
        CancellationToken cancellationToken
    ) =>
        server.HasCollection(options.Database, options.Collection, cancellationToken)
            ? server.Count(options.Database, options.Collection, null, cancellationToken)
            : throw new PenstockException(
                "No such MongoDB collection",
                $"{options.Database}.{options.Collection} at {connection.Address}",
                "Nothing was read",
                "check database and collection of the step; names are case-sensitive"
            );
}
