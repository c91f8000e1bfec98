using Penstock.Core.Files;

namespace Penstock.Workflows.Definitions.Store;

/// <summary>Reads at most so many bytes: an archive's directory may lie about the size of a file.</summary>
public sealed class BoundedStream(Stream inner, long limit) : ForwardStream
{
    private long _left = limit;

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        if ((_left -= read) < 0)
            throw new InvalidDataException("A file of the archive is larger than allowed.");
        return read;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
