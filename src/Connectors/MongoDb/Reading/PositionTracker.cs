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
        if (_valueType is BsonType.Array or BsonType.Regex)
            throw Refused(_valueType == BsonType.Array ? "an array, or is inside one" : "a regular expression");
        Copy(value, ref _value, out _valueLength);
    }

    /// <summary>The place of the last document; null before the first.</summary>
    public Position? Current()
    {
        if (_idLength < 0)
            return null;
        return Position.Of(_isId ? Id() : (_valueType, _value[.._valueLength]), Id());
    }

    private (BsonType Type, byte[] Bytes) Id() => (_idType, _id[.._idLength]);

    private UsageException Refused(string held) =>
        new(
            $"The watermark field holds {held}",
            $"{field} of the document with _id {Position.Of((BsonType.Null, []), Id()).IdJson()}",
            "choose a field with one value a document, or leave such documents out with the filter of the step"
        );

    private static void Copy(ReadOnlySpan<byte> from, ref byte[] to, out int length)
    {
        if (to.Length < from.Length)
            to = new byte[from.Length * 2];
        from.CopyTo(to);
        length = from.Length;
    }
}
