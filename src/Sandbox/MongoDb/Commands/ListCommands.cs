using Penstock.Sandbox.MongoDb.Bson;
using Penstock.Sandbox.MongoDb.Queries;
using Penstock.Sandbox.MongoDb.Storage;
using Penstock.Sandbox.MongoDb.Wire;

namespace Penstock.Sandbox.MongoDb.Commands;

/// <summary><c>listDatabases</c> and <c>listCollections</c>.</summary>
internal sealed class ListCommands(Catalogue catalogue)
{
    public void Databases(Request request, Session session, Reply reply)
    {
        var total = 0L;
        var index = 0;
        reply.Body.BeginArray("databases");
        foreach (var database in catalogue.Databases)
        {
            var size = catalogue.Collections(database).Sum(c => catalogue.Find(database, c)?.Length ?? 0);
            total += size;
            reply.Body.BeginDocument(Name(index++));
            reply.Body.String("name", database);
            reply.Body.Int64("sizeOnDisk", size);
            reply.Body.Boolean("empty", size == 0);
            reply.Body.End();
        }
        reply.Body.End();
        reply.Body.Int64("totalSize", total);
    }

    public void Collections(Request request, Session session, Reply reply)
    {
        var filter = request.Document("filter");
        var entry = new BsonWriter();
        reply.Body.BeginDocument("cursor");
        reply.Body.Int64("id", 0);
        reply.Body.String("ns", $"{request.Database}.$cmd.listCollections");
        reply.Body.BeginArray("firstBatch");
        var index = 0;
        foreach (var collection in catalogue.Collections(request.Database))
        {
            entry.Reset();
            entry.BeginDocument();
            entry.String("name", collection);
            entry.String("type", "collection");
            entry.End();
            if (Filter.Matches(filter, entry.Written.Span))
                reply.Body.Item(index++, entry.Written.Span);
        }
        reply.Body.End();
        reply.Body.End();
    }

    private static string Name(int index) => index.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
