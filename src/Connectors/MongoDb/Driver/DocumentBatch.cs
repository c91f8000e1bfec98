using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Serializers;

namespace Penstock.Connectors.MongoDb.Driver;

/// <summary>
/// Takes the documents of an answer as raw BSON, one after the other, into one buffer that the next answer uses again: nothing is
/// decoded, and nothing is left to the garbage collector but the buffer.
/// </summary>
internal sealed class DocumentBatch : SerializerBase<DocumentRange>
{
    private byte[] _bytes = new byte[1 << 20];
    private int _used;

    public ReadOnlySpan<byte> this[DocumentRange range] => _bytes.AsSpan(range.Start, range.Length);

    /// <summary>Forgets the documents, so that their bytes are used again.</summary>
    public void Clear() => _used = 0;

    public override DocumentRange Deserialize(BsonDeserializationContext context, BsonDeserializationArgs args)
    {
        using var raw = context.Reader.ReadRawBsonDocument();
        var end = checked(_used + raw.Length);
        if (end > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(end, Math.Min(_bytes.Length * 2, Array.MaxLength)));
        raw.GetBytes(0, _bytes, _used, raw.Length);
        var range = new DocumentRange(_used, raw.Length);
        _used = end;
        return range;
    }
}
