using Penstock.Sandbox.MongoDb.Bson;

namespace Penstock.Sandbox.MongoDb.Queries;

/// <summary>
/// Top-level fields to keep (<c>{a: 1}</c>) or to leave out (<c>{a: 0}</c>); <c>_id</c> is kept unless left out.
/// </summary>
internal sealed class Projection
{
    private readonly byte[] _fields;
    private readonly bool _keeps;
    private readonly bool _keepsId = true;
    private readonly BsonWriter _writer = new();

    private Projection(byte[] fields)
    {
        _fields = fields;
        var others = false;
        foreach (var field in new BsonElements(fields))
        {
            if (field.Name.Contains((byte)'.') || !(field.IsNumber || field.Type == BsonType.Boolean))
                throw new MongoCommandException(2, "BadValue", $"projection not known here: {field.NameText}");
            if (field.Name.SequenceEqual("_id"u8))
                _keepsId = field.IsTrue;
            else
                (_keeps, others) = (_keeps | field.IsTrue, true);
        }
        if (!others)
            _keeps = _keepsId;
    }

    public static Projection? From(byte[] fields) => fields.Length > 5 ? new Projection(fields) : null;

    /// <summary>The document with only what is asked for; valid until the next call.</summary>
    public ReadOnlySpan<byte> Apply(ReadOnlySpan<byte> document)
    {
        _writer.Reset();
        _writer.BeginDocument();
        foreach (var element in new BsonElements(document))
        {
            var kept = element.Name.SequenceEqual("_id"u8)
                ? _keepsId
                : BsonElements.TryFind(_fields, element.Name, out _) == _keeps;
            if (kept)
                _writer.Raw(element.Type, element.Name, element.Value);
        }
        _writer.End();
        return _writer.Written.Span;
    }
}
