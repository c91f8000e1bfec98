using Penstock.Sandbox.MongoDb.Bson;
using Penstock.Sandbox.MongoDb.Storage;

namespace Penstock.Sandbox.MongoDb.Queries;

/// <summary>An open query: where it is and how much of it is still wanted.</summary>
internal sealed class Cursor(string ns, IDocumentSource source, Projection? projection, long skip, long limit)
    : IDisposable
{
    /// <summary>A reply holds at most this much, but always one document. MongoDB's own limit.</summary>
    private const int MaxReplyBytes = 16 << 20;

    private long _left = limit > 0 ? limit : long.MaxValue;
    private long _skip = skip;

    public string Namespace { get; } = ns;

    /// <summary>Writes the next documents as the items of the array that is open in <paramref name="reply"/>.</summary>
    /// <returns>Whether there may be more.</returns>
    public bool WriteBatch(BsonWriter reply, int? batchSize)
    {
        var count = 0;
        var start = reply.Length;
        while (_left > 0)
        {
            if (!source.TryPeek(out var document))
                return false;
            if (_skip > 0)
            {
                _skip--;
                source.Skip();
                continue;
            }
            if (count == batchSize || (count > 0 && reply.Length - start + document.Length > MaxReplyBytes))
                return true;
            reply.Item(count++, projection is null ? document : projection.Apply(document));
            source.Skip();
            _left--;
        }
        return false;
    }

    public void Dispose() => source.Dispose();
}
