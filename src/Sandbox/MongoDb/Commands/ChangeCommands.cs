using Penstock.Sandbox.MongoDb.Bson;
using Penstock.Sandbox.MongoDb.Storage;
using Penstock.Sandbox.MongoDb.Wire;

namespace Penstock.Sandbox.MongoDb.Commands;

/// <summary><c>insert</c>, <c>create</c> and <c>drop</c>.</summary>
internal sealed class ChangeCommands(Catalogue catalogue)
{
    private readonly ObjectIdSequence _ids = new(DateTimeOffset.UtcNow, (ulong)Environment.TickCount64);

    public void Insert(Request request, Session session, Reply reply)
    {
        var documents = request.Documents("documents");
        var store = catalogue.FindOrCreate(request.Database, request.Text("insert")!);
        var complete = new List<ReadOnlyMemory<byte>>(documents.Count);
        foreach (var document in documents)
            complete.Add(BsonElements.TryFind(document.Span, "_id"u8, out _) ? document : WithId(document));
        var taken = complete.FindIndex(d => IsTaken(store, d.Span));
        store.Append(taken < 0 ? complete : complete.Take(taken));
        reply.Body.Int32("n", taken < 0 ? complete.Count : taken);
        if (taken >= 0)
            WriteDuplicate(reply, request, taken);
    }

    public void Create(Request request, Session session, Reply reply)
    {
        var name = request.Text("create")!;
        if (catalogue.Find(request.Database, name) is not null)
            throw new MongoCommandException(
                48,
                "NamespaceExists",
                $"Collection {request.Database}.{name} already exists."
            );
        catalogue.FindOrCreate(request.Database, name);
    }

    public void Drop(Request request, Session session, Reply reply)
    {
        if (!catalogue.Drop(request.Database, request.Text("drop")!))
            throw new MongoCommandException(26, "NamespaceNotFound", "ns not found");
    }

    private byte[] WithId(ReadOnlyMemory<byte> document)
    {
        var writer = new BsonWriter(document.Length + 32);
        Span<byte> id = stackalloc byte[12];
        lock (_ids)
            _ids.Next(id);
        writer.BeginDocument();
        writer.ObjectId("_id", id);
        foreach (var element in new BsonElements(document.Span))
            writer.Raw(element.Type, element.Name, element.Value);
        writer.End();
        return writer.ToArray();
    }

    // Without an index this is a scan, unless the id is greater than all: enough for the small inserts of a sandbox.
    private static bool IsTaken(CollectionStore store, ReadOnlySpan<byte> document)
    {
        BsonElements.TryFind(document, "_id"u8, out var id);
        if (store.Count == 0 || store.IsBeyondLast(id))
            return false;
        var filter = new BsonWriter();
        filter.BeginDocument();
        filter.Raw(id.Type, "_id"u8, id.Value);
        filter.End();
        return CountCommand.Matching(store, filter.ToArray()) > 0;
    }

    private static void WriteDuplicate(Reply reply, Request request, int index)
    {
        reply.Body.BeginArray("writeErrors");
        reply.Body.BeginDocument("0");
        reply.Body.Int32("index", index);
        reply.Body.Int32("code", 11000);
        reply.Body.String(
            "errmsg",
            $"E11000 duplicate key error collection: {request.Database}.{request.Text("insert")} index: _id_"
        );
        reply.Body.End();
        reply.Body.End();
    }
}
