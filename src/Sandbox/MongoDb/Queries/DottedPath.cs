using Penstock.Sandbox.MongoDb.Bson;

namespace Penstock.Sandbox.MongoDb.Queries;

/// <summary>Finds <c>a.b.c</c> through embedded documents.</summary>
internal static class DottedPath
{
    public static bool TryFind(ReadOnlySpan<byte> document, ReadOnlySpan<byte> path, out BsonElement found)
    {
        var dot = path.IndexOf((byte)'.');
        if (!BsonElements.TryFind(document, dot < 0 ? path : path[..dot], out found))
            return false;
        return dot < 0 || (found.Type == BsonType.Document && TryFind(found.Value, path[(dot + 1)..], out found));
    }
}
