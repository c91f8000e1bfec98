using System.Text;
using Penstock.Connectors.MongoDb.Bson;
using Penstock.Core.Errors;

namespace Penstock.Connectors.MongoDb.Reading;

/// <summary>Remembers where the last document stood, at the cost of copying a few bytes a document.</summary>
internal sealed class PositionTracker(string field)
{
    private readonly byte[] _path = Encoding.UTF8.GetBytes(field);
    private readonly bool _isId = field == "_id";
    private byte[] _value = new byte[64];
    private byte[] _id = new byte[64];
    private int _valueLength;
    private int _idLength = -1;
    private BsonType _valueType;
    private BsonType _idType;

    public void Note(ReadOnlySpan<byte> document)
    {
        if (!BsonWalk.TryFind(document, "_id"u8, out _idType, out var id))
            throw new UsageException("A document came without _id", null, "leave _id in the projection of the step");
        Copy(id, ref _id, out _idLength);
        if (_isId)
            return;
        BsonWalk.TryFind(document, _path, out _valueType, out var value);
        if (_valueType == BsonType.Array)
            throw new UsageException(
                "The watermark field holds an array",
                field,
                "choose a field with one value a document"
            );
        Copy(value, ref _value, out _valueLength);
    }

    /// <summary>The place of the last document; null before the first.</summary>
    public Position? Current()
    {
        if (_idLength < 0)
            return null;
        var id = (_idType, _id[.._idLength]);
        return Position.Of(_isId ? id : (_valueType, _value[.._valueLength]), id);
    }

    private static void Copy(ReadOnlySpan<byte> from, ref byte[] to, out int length)
    {
        if (to.Length < from.Length)
            to = new byte[from.Length * 2];
        from.CopyTo(to);
        length = from.Length;
    }
}
