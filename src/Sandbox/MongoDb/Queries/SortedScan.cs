using System.Buffers.Binary;
using Penstock.Sandbox.MongoDb.Bson;
using Penstock.Sandbox.MongoDb.Storage;

namespace Penstock.Sandbox.MongoDb.Queries;

/// <summary>
/// The matching documents in the order of a sort document. Keys and file positions are held in memory, not the documents.
/// </summary>
internal sealed class SortedScan : IDocumentSource
{
    private readonly CollectionStore _store;
    private readonly List<(byte[] Key, long Position)> _entries = [];
    private byte[] _current = [];
    private int _next;

    public SortedScan(CollectionStore store, byte[] filter, byte[] sort)
    {
        _store = store;
        using var scan = new StoreScan(store);
        var writer = new BsonWriter();
        while (scan.TryPeek(out var document))
        {
            if (Filter.Matches(filter, document))
                _entries.Add((KeyOf(document, sort, writer), scan.Position));
            scan.Skip();
        }
        // List.Sort is not stable; the position makes it so.
        _entries.Sort(
            (a, b) => Compare(a.Key, b.Key, sort) is var order and not 0 ? order : a.Position.CompareTo(b.Position)
        );
    }

    public bool TryPeek(out ReadOnlySpan<byte> document)
    {
        document = default;
        if (_next == _entries.Count)
            return false;
        if (_current.Length == 0)
            Load(_entries[_next].Position);
        document = _current;
        return true;
    }

    public void Skip()
    {
        _next++;
        _current = [];
    }

    public void Dispose() => _entries.Clear();

    private void Load(long position)
    {
        Span<byte> length = stackalloc byte[4];
        _store.Read(length, position);
        _current = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
        for (var read = 0; read < _current.Length; )
            read += _store.Read(_current.AsSpan(read), position + read);
    }

    private static byte[] KeyOf(ReadOnlySpan<byte> document, byte[] sort, BsonWriter writer)
    {
        writer.Reset();
        writer.BeginDocument();
        foreach (var field in new BsonElements(sort))
        {
            if (DottedPath.TryFind(document, field.Name, out var value))
                writer.Raw(value.Type, "k"u8, value.Value);
            else
                writer.Null("k");
        }
        writer.End();
        return writer.ToArray();
    }

    private static int Compare(byte[] a, byte[] b, byte[] sort)
    {
        var left = new BsonElements(a);
        var right = new BsonElements(b);
        foreach (var field in new BsonElements(sort))
        {
            left.MoveNext();
            right.MoveNext();
            var order = BsonOrder.Compare(left.Current, right.Current);
            if (order != 0)
                return field.Number < 0 ? -order : order;
        }
        return 0;
    }
}
