using System.Buffers.Binary;
using System.Text;
using Penstock.Sandbox.MongoDb.Bson;

namespace Penstock.Sandbox.MongoDb.Wire;

/// <summary>One command as it came, by OP_MSG or (the first contact of a driver) by OP_QUERY.</summary>
internal sealed class Request
{
    public const int OpQuery = 2004;
    public const int OpMsg = 2013;
    private const int MoreToCome = 2;

    private readonly Dictionary<string, List<ReadOnlyMemory<byte>>> _sequences = [];

    private Request(int id, bool isLegacy, bool wantsReply, ReadOnlyMemory<byte> body)
    {
        Id = id;
        IsLegacy = isLegacy;
        WantsReply = wantsReply;
        Body = body;
        var elements = new BsonElements(body.Span);
        Name = elements.MoveNext() ? elements.Current.NameText : "";
        Database = Text("$db") ?? "admin";
    }

    public int Id { get; }

    public bool IsLegacy { get; }

    public bool WantsReply { get; }

    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The command: the name of the first element.</summary>
    public string Name { get; }

    public string Database { get; }

    public static Request Parse(ReadOnlyMemory<byte> message)
    {
        var id = Int(message, 4);
        var opcode = Int(message, 12);
        if (opcode == OpQuery)
        {
            var end = message.Span[20..].IndexOf((byte)0) + 21;
            return new Request(id, true, true, Document(message, end + 8));
        }
        if (opcode != OpMsg)
            throw new InvalidDataException($"Operation {opcode} is not spoken here.");
        return ParseSections(message, id, Int(message, 16));
    }

    public string? Text(string name) =>
        BsonElements.TryFind(Body.Span, Encoding.UTF8.GetBytes(name), out var e) && e.Type == BsonType.String
            ? e.Text
            : null;

    public long? Integer(string name) =>
        BsonElements.TryFind(Body.Span, Encoding.UTF8.GetBytes(name), out var e) && e.IsNumber ? e.Integer : null;

    /// <summary>An embedded document or array; an empty document when there is none.</summary>
    public byte[] Document(string name) =>
        BsonElements.TryFind(Body.Span, Encoding.UTF8.GetBytes(name), out var e)
        && e.Type is BsonType.Document or BsonType.Array
            ? e.Value.ToArray()
            : [5, 0, 0, 0, 0];

    /// <summary>The documents of a sequence, whether they came as a section or as an array of the command.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Documents(string name)
    {
        if (_sequences.TryGetValue(name, out var sequence))
            return sequence;
        var documents = new List<ReadOnlyMemory<byte>>();
        foreach (var item in new BsonElements(Document(name)))
            documents.Add(item.Value.ToArray());
        return documents;
    }

    private static Request ParseSections(ReadOnlyMemory<byte> message, int id, int flags)
    {
        var body = ReadOnlyMemory<byte>.Empty;
        var sequences = new Dictionary<string, List<ReadOnlyMemory<byte>>>();
        var end = message.Length - ((flags & 1) == 1 ? 4 : 0);
        for (var at = 20; at < end; )
        {
            if (message.Span[at++] == 0)
            {
                body = Document(message, at);
                at += body.Length;
                continue;
            }
            var stop = at + Int(message, at);
            var nameEnd = at + 4 + message.Span[(at + 4)..].IndexOf((byte)0);
            var list = sequences[Encoding.UTF8.GetString(message.Span[(at + 4)..nameEnd])] = [];
            for (at = nameEnd + 1; at < stop; at += list[^1].Length)
                list.Add(Document(message, at));
        }
        var request = new Request(id, false, (flags & MoreToCome) == 0, body);
        foreach (var (name, list) in sequences)
            request._sequences[name] = list;
        return request;
    }

    private static int Int(ReadOnlyMemory<byte> message, int at) =>
        BinaryPrimitives.ReadInt32LittleEndian(message.Span[at..]);

    private static ReadOnlyMemory<byte> Document(ReadOnlyMemory<byte> message, int at) =>
        message.Slice(at, Int(message, at));
}
