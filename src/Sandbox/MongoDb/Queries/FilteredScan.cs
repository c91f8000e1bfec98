using Penstock.Sandbox.MongoDb.Storage;

namespace Penstock.Sandbox.MongoDb.Queries;

/// <summary>The documents of another source that match a filter.</summary>
internal sealed class FilteredScan(IDocumentSource source, byte[] filter) : IDocumentSource
{
    public bool TryPeek(out ReadOnlySpan<byte> document)
    {
        while (source.TryPeek(out document))
        {
            if (Filter.Matches(filter, document))
                return true;
            source.Skip();
        }
        return false;
    }

    public void Skip() => source.Skip();

    public void Dispose() => source.Dispose();
}
