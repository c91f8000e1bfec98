using System.Buffers.Binary;
using System.Text;

namespace Penstock.Connectors.MongoDb.Bson;

/// <summary>
/// Writes raw BSON documents as lines of Extended JSON v2, relaxed
/// (https://github.com/mongodb/specifications/blob/master/source/extended-json/extended-json.md), and notes their shape on the
/// way.
/// Relaxed means: int32, int64 (all of it, also beyond 2^53) and finite doubles are plain JSON numbers, a double with a point or
/// an
/// exponent; dates are <c>{"$date":"2010-12-01T08:26:00Z"}</c>; every other type keeps its wrapper. Text that is no UTF-8 gets
/// U+FFFD in place of the wrong bytes, and the document is counted.
/// </summary>
internal sealed class ExtendedJsonWriter
{
    /// <summary>MongoDB allows 100 levels; deeper bytes are damaged or hostile.</summary>
    private const int MaxDepth = 180;

    /// <summary>
    /// Below this the shape only says that there is an object or an array: it is JSON, of which readers allow 64 levels.
    /// </summary>
    private const int MaxShapeDepth = 16;

    private readonly LineBuffer _output;
    private bool _isValidText;

    public ExtendedJsonWriter(LineBuffer output, int maxShapeFields = 20_000)
    {
        _output = output;
        Budget = new ShapeBudget(maxShapeFields);
        Shape = new ObjectShape(Budget);
    }

    /// <summary>What the documents since the last reset looked like.</summary>
    public ObjectShape Shape { get; }

    public ShapeBudget Budget { get; }

    /// <summary>Writes one document without a line end.</summary>
    /// <returns>Whether all text was valid UTF-8.</returns>
    /// <exception cref="InvalidDataException">The bytes are not a BSON document; nothing was written.</exception>
    public bool Write(ReadOnlySpan<byte> document)
    {
        var start = _output.Length;
        _isValidText = true;
        try
        {
            if (Object(document, 0, Shape, 0) == document.Length)
                return _isValidText;
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            _output.CutTo(start);
            throw new InvalidDataException($"not a BSON document: {e.Message}", e);
        }
        _output.CutTo(start);
        throw new InvalidDataException("not a BSON document: its length does not match its content");
    }

    private int Object(ReadOnlySpan<byte> d, int at, ObjectShape? shape, int depth)
    {
        var end = End(d, at, depth);
        at += 4;
        var guess = 0;
        _output.Add((byte)'{');
        var opened = _output.Length;
        while (at < end)
        {
            var type = (BsonType)d[at++];
            var field = shape?.Next(d[at..], ref guess);
            if (field is null)
            {
                at = Value(type, d, Name(d, at, _output.Length == opened), null, depth);
                continue;
            }
            _isValidText &= field.IsValidName;
            _output.Add(_output.Length == opened ? field.Key.AsSpan(1) : field.Key);
            at = Value(type, d, at + field.Name.Length, field, depth);
        }
        return Close(at, end, (byte)'}');
    }

    private int Array(ReadOnlySpan<byte> d, int at, FieldShape? items, int depth)
    {
        var end = End(d, at, depth);
        at += 4;
        _output.Add((byte)'[');
        var opened = _output.Length;
        while (at < end)
        {
            var type = (BsonType)d[at++];
            at += d[at..].IndexOf((byte)0) + 1;
            if (_output.Length != opened)
                _output.Add((byte)',');
            at = Value(type, d, at, items, depth);
        }
        return Close(at, end, (byte)']');
    }

    private int Value(BsonType type, ReadOnlySpan<byte> d, int at, FieldShape? shape, int depth)
    {
        if (shape is not null)
            shape.Types |= BsonTypes.Bit(type);
        switch (type)
        {
            case BsonType.String:
                return Text(d, at);
            case BsonType.Int32:
                JsonNumbers.Write(_output, BinaryPrimitives.ReadInt32LittleEndian(d[at..]));
                return at + 4;
            case BsonType.Double:
                JsonNumbers.Write(_output, BinaryPrimitives.ReadDoubleLittleEndian(d[at..]));
                return at + 8;
            case BsonType.ObjectId:
                ObjectId(d.Slice(at, 12));
                return at + 12;
            case BsonType.Int64:
                JsonNumbers.Write(_output, BinaryPrimitives.ReadInt64LittleEndian(d[at..]));
                return at + 8;
            case BsonType.Date:
                JsonDates.Write(_output, BinaryPrimitives.ReadInt64LittleEndian(d[at..]));
                return at + 8;
            case BsonType.Boolean:
                _output.Add(d[at] == 0 ? "false"u8 : "true"u8);
                return at + 1;
            case BsonType.Null:
                _output.Add("null"u8);
                return at;
            case BsonType.Document:
                return Object(d, at, depth < MaxShapeDepth ? shape?.ObjectIn(Budget) : null, depth + 1);
            case BsonType.Array:
                return Array(d, at, depth < MaxShapeDepth ? shape?.ItemsOf() : null, depth + 1);
            default:
                return Rare(type, d, at, depth);
        }
    }

    private int Rare(BsonType type, ReadOnlySpan<byte> d, int at, int depth)
    {
        var value = d.Slice(at, BsonWalk.LengthOf(type, d[at..]));
        switch (type)
        {
            case BsonType.Binary:
                Binary(value);
                break;
            case BsonType.Decimal128:
                Wrapped(
                    "{\"$numberDecimal\":\""u8,
                    Encoding.ASCII.GetBytes(
                        Decimal128Text.Of(
                            BinaryPrimitives.ReadUInt64LittleEndian(value[8..]),
                            BinaryPrimitives.ReadUInt64LittleEndian(value)
                        )
                    ),
                    "\"}"u8
                );
                break;
            case BsonType.Timestamp:
                _output.Add("{\"$timestamp\":{\"t\":"u8);
                JsonNumbers.Write(_output, BinaryPrimitives.ReadUInt32LittleEndian(value[4..]));
                _output.Add(",\"i\":"u8);
                JsonNumbers.Write(_output, BinaryPrimitives.ReadUInt32LittleEndian(value));
                _output.Add("}}"u8);
                break;
            case BsonType.Regex:
                Regex(value);
                break;
            case BsonType.JavaScript or BsonType.Symbol:
                _output.Add(type == BsonType.Symbol ? "{\"$symbol\":"u8 : "{\"$code\":"u8);
                Text(d, at);
                _output.Add((byte)'}');
                break;
            case BsonType.JavaScriptWithScope:
                _output.Add("{\"$code\":"u8);
                var scope = Text(d, at + 4);
                _output.Add(",\"$scope\":"u8);
                Object(d, scope, null, depth + 1);
                _output.Add((byte)'}');
                break;
            case BsonType.DbPointer:
                _output.Add("{\"$dbPointer\":{\"$ref\":"u8);
                Text(d, at);
                _output.Add(",\"$id\":"u8);
                ObjectId(value[^12..]);
                _output.Add("}}"u8);
                break;
            default:
                _output.Add(
                    type switch
                    {
                        BsonType.MinKey => "{\"$minKey\":1}"u8,
                        BsonType.MaxKey => "{\"$maxKey\":1}"u8,
                        _ => "{\"$undefined\":true}"u8,
                    }
                );
                break;
        }
        return at + value.Length;
    }

    private int Text(ReadOnlySpan<byte> d, int at)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(d[at..]);
        at += 4;
        if (length < 1 || d[at + length - 1] != 0)
            throw new ArgumentOutOfRangeException(nameof(d), "A text does not end where it says.");
        _isValidText &= JsonText.Write(_output, d.Slice(at, length - 1));
        return at + length;
    }

    private void ObjectId(ReadOnlySpan<byte> id)
    {
        var room = _output.Room(35);
        "{\"$oid\":\""u8.CopyTo(room);
        Convert.TryToHexStringLower(id, room[9..33], out _);
        "\"}"u8.CopyTo(room[33..]);
        _output.Advance(35);
    }

    private void Binary(ReadOnlySpan<byte> value)
    {
        var subtype = value[4];
        // The old generic subtype carries its length once more.
        var bytes = subtype == 2 ? value[9..] : value[5..];
        _output.Add("{\"$binary\":{\"base64\":\""u8);
        System.Buffers.Text.Base64.EncodeToUtf8(
            bytes,
            _output.Room(System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(bytes.Length)),
            out _,
            out var written
        );
        _output.Advance(written);
        _output.Add("\",\"subType\":\""u8);
        Convert.TryToHexStringLower([subtype], _output.Room(2), out _);
        _output.Advance(2);
        _output.Add("\"}}"u8);
    }

    private void Regex(ReadOnlySpan<byte> value)
    {
        var split = value.IndexOf((byte)0);
        _output.Add("{\"$regularExpression\":{\"pattern\":"u8);
        _isValidText &= JsonText.Write(_output, value[..split]);
        _output.Add(",\"options\":"u8);
        _isValidText &= JsonText.Write(_output, value[(split + 1)..^1]);
        _output.Add("}}"u8);
    }

    private void Wrapped(ReadOnlySpan<byte> before, ReadOnlySpan<byte> text, ReadOnlySpan<byte> after)
    {
        _output.Add(before);
        _output.Add(text);
        _output.Add(after);
    }

    private int Name(ReadOnlySpan<byte> d, int at, bool isFirst)
    {
        var length = d[at..].IndexOf((byte)0);
        if (!isFirst)
            _output.Add((byte)',');
        _isValidText &= JsonText.Write(_output, d.Slice(at, length));
        _output.Add((byte)':');
        return at + length + 1;
    }

    private static int End(ReadOnlySpan<byte> d, int at, int depth)
    {
        if (depth > MaxDepth)
            throw new ArgumentOutOfRangeException(nameof(depth), $"Nested deeper than {MaxDepth} levels.");
        var length = BinaryPrimitives.ReadInt32LittleEndian(d[at..]);
        var end = checked(at + length - 1);
        if (length < 5 || d[end] != 0)
            throw new ArgumentOutOfRangeException(nameof(d), "An object does not end where it says.");
        return end;
    }

    private int Close(int at, int end, byte bracket)
    {
        if (at != end)
            throw new ArgumentOutOfRangeException(nameof(at), "An object is longer or shorter than it says.");
        _output.Add(bracket);
        return end + 1;
    }
}
