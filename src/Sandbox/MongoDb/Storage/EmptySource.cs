namespace Penstock.Sandbox.MongoDb.Storage;

/// <summary>No documents: a collection that does not exist reads as empty.</summary>
internal sealed class EmptySource : IDocumentSource
{
    public bool TryPeek(out ReadOnlySpan<byte> document)
    {
        document = default;
        return false;
    }

    public void Skip() { }

    public void Dispose() { }
}
