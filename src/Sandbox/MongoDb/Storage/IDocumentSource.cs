namespace Penstock.Sandbox.MongoDb.Storage;

/// <summary>Documents one after the other; looked at before they are taken, because a batch may have no room left.</summary>
internal interface IDocumentSource : IDisposable
{
    /// <summary>The next document; the bytes are valid until <see cref="Skip"/>.</summary>
    bool TryPeek(out ReadOnlySpan<byte> document);

    void Skip();
}
