using MongoDB.Driver;

namespace Penstock.Connectors.MongoDb.Driver;

/// <summary>An open query. For one thread; disposal closes it on the server.</summary>
internal sealed class DocumentCursor(
    IAsyncCursor<DocumentRange> cursor,
    DocumentBatch batch,
    DriverFaults faults,
    CancellationToken cancellationToken
) : IDisposable
{
    private IReadOnlyList<DocumentRange> _documents = [];
    private int _next;
    private bool _isOpen;

    /// <summary>Gives the next document; its bytes are valid until the next call. Blocks while the server works.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="Core.Errors.PenstockException">The server or the connection failed.</exception>
    public bool TryNext(out ReadOnlySpan<byte> document)
    {
        while (_next == _documents.Count)
        {
            if (!MoveNext())
            {
                document = default;
                return false;
            }
        }
        document = batch[_documents[_next++]];
        return true;
    }

    public void Dispose() => cursor.Dispose();

    private bool MoveNext()
    {
        // The first batch came with the answer to the query.
        if (_isOpen)
            batch.Clear();
        _isOpen = true;
        try
        {
            if (!cursor.MoveNext(cancellationToken))
                return false;
            (_documents, _next) = ((IReadOnlyList<DocumentRange>)cursor.Current, 0);
            return true;
        }
        catch (Exception e) when (DriverFaults.IsOurs(e))
        {
            throw faults.Of(e);
        }
    }
}
