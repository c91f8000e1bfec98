using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Configuration;
using MongoDB.Driver.Core.Events;

namespace Penstock.Connectors.MongoDb.Driver;

/// <summary>MongoDB's own driver with the settings of a connection. Connects at its first command; calls block.</summary>
internal sealed class MongoServer : IDisposable
{
    private readonly MongoClient _client;
    private readonly DriverFaults _faults;

    private MongoServer(MongoClient client, DriverFaults faults) => (_client, _faults) = (client, faults);

    /// <param name="connection">The server. Time-outs in its address win over the given ones.</param>
    /// <param name="selection">How long to look for a server, and how long a connection may take.</param>
    /// <param name="silence">How long a server may be silent in the middle of an exchange.</param>
    /// <exception cref="Core.Errors.PenstockException">The names of a <c>mongodb+srv</c> address cannot be looked up.</exception>
    public static MongoServer Open(MongoConnection connection, TimeSpan selection, TimeSpan silence)
    {
        var view = new ServerView();
        var limit = DriverSettings.Silence(connection, silence);
        var faults = new DriverFaults(connection, limit, view);
        return faults.Guard(() =>
        {
            var settings = DriverSettings.Of(connection, selection, limit);
            var configure = settings.ClusterConfigurator;
            // A delegate of its own keeps the driver from sharing the connections, so that they can be closed with this.
            settings.ClusterConfigurator = builder =>
            {
                configure(builder);
                builder.Subscribe<ServerOpeningEvent>(view.Note);
                builder.Subscribe<ServerDescriptionChangedEvent>(view.Note);
                builder.Subscribe<ClusterDescriptionChangedEvent>(view.Note);
            };
            return new MongoServer(new MongoClient(settings), faults);
        });
    }

    /// <summary>Whether a database has a collection of this very name.</summary>
    public bool HasCollection(string database, string name, CancellationToken cancellationToken) =>
        _faults.Guard(() =>
        {
            var options = new ListCollectionNamesOptions
            {
                Filter = new BsonDocument("name", name),
                AuthorizedCollections = true,
            };
            using var names = _client.GetDatabase(database).ListCollectionNames(options, cancellationToken);
            return names.Any(cancellationToken);
        });

    /// <summary>How many documents a filter finds; without one, how many there are, roughly.</summary>
    public long Count(string database, string collection, byte[]? filter, CancellationToken cancellationToken) =>
        _faults.Guard(() =>
        {
            var documents = Collection(database, collection);
            return filter is null
                ? documents.EstimatedDocumentCount(null, cancellationToken)
                : documents.CountDocuments(new RawBsonDocument(filter), null, cancellationToken);
        });

    /// <summary>Begins a query.</summary>
    public DocumentCursor Find(DocumentQuery query, CancellationToken cancellationToken) =>
        _faults.Guard(() =>
        {
            var batch = new DocumentBatch();
            var options = new FindOptions<RawBsonDocument, DocumentRange>
            {
                Sort = new RawBsonDocument(query.Sort),
                BatchSize = query.BatchSize,
                Limit = query.Limit,
                Projection = new RawProjection(query.Projection is { } p ? new RawBsonDocument(p) : null, batch),
            };
            var cursor = Collection(query.Database, query.Collection)
                .FindSync<DocumentRange>(new RawBsonDocument(query.Filter), options, cancellationToken);
            return new DocumentCursor(cursor, batch, _faults, cancellationToken);
        });

    public void Dispose()
    {
        var cluster = _client.Cluster;
        _client.Dispose();
        ClusterRegistry.Instance.UnregisterAndDisposeCluster(cluster);
    }

    private IMongoCollection<RawBsonDocument> Collection(string database, string name) =>
        _client.GetDatabase(database).GetCollection<RawBsonDocument>(name);
}
