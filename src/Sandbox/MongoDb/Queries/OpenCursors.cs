using System.Collections.Concurrent;

namespace Penstock.Sandbox.MongoDb.Queries;

/// <summary>The open cursors of a server, by id. Whoever uses one takes it out and puts it back.</summary>
internal sealed class OpenCursors : IDisposable
{
    private readonly ConcurrentDictionary<long, Cursor> _cursors = new();
    private long _last = 0x5EED_0000_0000;

    public int Count => _cursors.Count;

    public long Keep(Cursor cursor)
    {
        var id = Interlocked.Increment(ref _last);
        _cursors[id] = cursor;
        return id;
    }

    public void Keep(long id, Cursor cursor) => _cursors[id] = cursor;

    public bool TryTake(long id, out Cursor cursor) => _cursors.TryRemove(id, out cursor!);

    public void Dispose()
    {
        foreach (var cursor in _cursors.Values)
            cursor.Dispose();
        _cursors.Clear();
    }
}
