using Penstock.Sandbox.MongoDb.Bson;
using Penstock.Sandbox.MongoDb.Storage;
using Penstock.Sandbox.MongoDb.Wire;

namespace Penstock.Sandbox.MongoDb.Commands;

/// <summary>
/// <c>aggregate</c> in the form in which drivers count documents: any <c>$match</c>, then <c>$skip</c> and <c>$limit</c>, then
/// <c>$group</c> by a constant with <c>$sum</c> of a constant, or <c>$count</c>.
/// </summary>
internal sealed class AggregateCommand(Catalogue catalogue)
{
    public void Run(Request request, Session session, Reply reply)
    {
        var store = catalogue.Find(request.Database, request.Text("aggregate") ?? "");
        var filters = new BsonWriter();
        filters.BeginDocument();
        filters.BeginArray("$and");
        var last = default(BsonElement);
        var (skip, limit, matches) = (0L, long.MaxValue, 0);
        var pipeline = request.Document("pipeline");
        foreach (var stage in new BsonElements(pipeline))
        {
            var parts = new BsonElements(stage.Value);
            if (!parts.MoveNext())
                throw Unsupported("an empty stage");
            last = parts.Current;
            if (last.Name.SequenceEqual("$match"u8))
                filters.Item(matches++, last.Value);
            else if (last.Name.SequenceEqual("$skip"u8))
                skip += last.Integer;
            else if (last.Name.SequenceEqual("$limit"u8))
                limit = Math.Min(limit, last.Integer);
        }
        filters.End();
        filters.End();
        var count =
            store is null ? 0
            : matches == 0 ? store.Count
            : CountCommand.Matching(store, filters.ToArray());
        Write(reply, request, last, Math.Min(limit, Math.Max(0, count - skip)));
    }

    private static void Write(Reply reply, Request request, BsonElement last, long count)
    {
        reply.Body.BeginDocument("cursor");
        reply.Body.Int64("id", 0);
        reply.Body.String("ns", $"{request.Database}.{request.Text("aggregate")}");
        reply.Body.BeginArray("firstBatch");
        if (count > 0)
        {
            reply.Body.BeginDocument("0");
            if (last.Name.SequenceEqual("$count"u8))
                reply.Body.Int64(last.Text, count);
            else if (last.Name.SequenceEqual("$group"u8))
                WriteGroup(reply.Body, last, count);
            else
                throw Unsupported(last.NameText);
            reply.Body.End();
        }
        reply.Body.End();
        reply.Body.End();
    }

    private static void WriteGroup(BsonWriter body, BsonElement group, long count)
    {
        foreach (var field in new BsonElements(group.Value))
        {
            if (field.Name.SequenceEqual("_id"u8) && (field.IsNumber || field.Type == BsonType.Null))
            {
                body.Raw(field.Type, "_id"u8, field.Value);
                continue;
            }
            if (
                field.Type != BsonType.Document
                || !BsonElements.TryFind(field.Value, "$sum"u8, out var sum)
                || !sum.IsNumber
            )
                throw Unsupported($"$group with {field.NameText}");
            body.Int64(field.NameText, count * sum.Integer);
        }
    }

    private static MongoCommandException Unsupported(string what) =>
        new(40324, "Location40324", $"Unrecognized pipeline stage name or form here: {what}");
}
