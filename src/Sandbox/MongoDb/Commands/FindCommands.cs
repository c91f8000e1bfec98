using System.Globalization;
using Penstock.Sandbox.MongoDb.Bson;
using Penstock.Sandbox.MongoDb.Queries;
using Penstock.Sandbox.MongoDb.Storage;
using Penstock.Sandbox.MongoDb.Wire;

namespace Penstock.Sandbox.MongoDb.Commands;

/// <summary><c>find</c>, <c>getMore</c> and <c>killCursors</c>.</summary>
internal sealed class FindCommands(Catalogue catalogue, OpenCursors cursors)
{
    /// <summary>How many documents MongoDB gives first when the client does not say.</summary>
    private const int DefaultFirstBatch = 101;

    public void Find(Request request, Session session, Reply reply)
    {
        var name =
            request.Text("find")
            ?? throw new MongoCommandException(73, "InvalidNamespace", "collection name has invalid type");
        var limit = request.Integer("limit") ?? 0;
        var single = limit < 0 || (BsonElements.TryFind(request.Body.Span, "singleBatch"u8, out var s) && s.IsTrue);
        var cursor = new Cursor(
            $"{request.Database}.{name}",
            Open(request, name),
            Projection.From(request.Document("projection")),
            request.Integer("skip") ?? 0,
            Math.Abs(limit)
        );
        var batch = request.Integer("batchSize") is { } size ? (int)size : DefaultFirstBatch;
        WriteBatch(reply, cursor, null, "firstBatch", batch, single);
    }

    public void GetMore(Request request, Session session, Reply reply)
    {
        var id = request.Integer("getMore") ?? 0;
        if (!cursors.TryTake(id, out var cursor))
            throw new MongoCommandException(43, "CursorNotFound", $"cursor id {id} not found");
        var batch = request.Integer("batchSize") is { } size and > 0 ? (int?)size : null;
        WriteBatch(reply, cursor, id, "nextBatch", batch, false);
    }

    public void KillCursors(Request request, Session session, Reply reply)
    {
        List<long> killed = [],
            missing = [];
        foreach (var id in new BsonElements(request.Document("cursors")))
        {
            var known = cursors.TryTake(id.Integer, out var cursor);
            if (known)
                cursor.Dispose();
            (known ? killed : missing).Add(id.Integer);
        }
        WriteIds(reply, "cursorsKilled", killed);
        WriteIds(reply, "cursorsNotFound", missing);
        WriteIds(reply, "cursorsAlive", []);
        WriteIds(reply, "cursorsUnknown", []);
    }

    private IDocumentSource Open(Request request, string collection)
    {
        var filter = request.Document("filter");
        var sort = request.Document("sort");
        if (catalogue.Find(request.Database, collection) is not { } store)
            return new EmptySource();
        var natural = sort.Length <= 5 || IsNatural(sort) || (store.IsOrderedById && IsAscendingById(sort));
        if (!natural)
            return new SortedScan(store, filter, sort);
        return filter.Length <= 5 ? new StoreScan(store) : new FilteredScan(new StoreScan(store), filter);
    }

    private static bool IsAscendingById(byte[] sort)
    {
        var fields = new BsonElements(sort);
        return fields.MoveNext() && fields.Current.Name.SequenceEqual("_id"u8) && fields.Current.Number > 0;
    }

    private static bool IsNatural(byte[] sort)
    {
        var fields = new BsonElements(sort);
        return fields.MoveNext() && fields.Current.Name.SequenceEqual("$natural"u8) && fields.Current.Number > 0;
    }

    private void WriteBatch(Reply reply, Cursor cursor, long? id, string name, int? size, bool single)
    {
        reply.Body.BeginDocument("cursor");
        reply.Body.BeginArray(name);
        var more = cursor.WriteBatch(reply.Body, size) && !single;
        reply.Body.End();
        if (!more)
            cursor.Dispose();
        else if (id is { } known)
            cursors.Keep(known, cursor);
        reply.Body.Int64("id", more ? id ?? cursors.Keep(cursor) : 0);
        reply.Body.String("ns", cursor.Namespace);
        reply.Body.End();
    }

    private static void WriteIds(Reply reply, string name, List<long> ids)
    {
        reply.Body.BeginArray(name);
        for (var i = 0; i < ids.Count; i++)
            reply.Body.Int64(i.ToString(CultureInfo.InvariantCulture), ids[i]);
        reply.Body.End();
    }
}
