using Penstock.Sandbox.MongoDb.Queries;
using Penstock.Sandbox.MongoDb.Storage;
using Penstock.Sandbox.MongoDb.Wire;

namespace Penstock.Sandbox.MongoDb.Commands;

/// <summary><c>count</c>, with a query or (an estimate in MongoDB, exact here) without.</summary>
internal sealed class CountCommand(Catalogue catalogue)
{
    public void Run(Request request, Session session, Reply reply)
    {
        var store = catalogue.Find(request.Database, request.Text("count") ?? "");
        var query = request.Document("query");
        var count =
            store is null ? 0
            : query.Length <= 5 ? store.Count
            : Matching(store, query);
        count = Math.Max(0, count - (request.Integer("skip") ?? 0));
        if (request.Integer("limit") is { } limit and not 0)
            count = Math.Min(count, Math.Abs(limit));
        reply.Body.Int64("n", count);
    }

    public static long Matching(CollectionStore store, byte[] filter)
    {
        using var scan = new FilteredScan(new StoreScan(store), filter);
        var count = 0L;
        for (; scan.TryPeek(out _); scan.Skip())
            count++;
        return count;
    }
}
