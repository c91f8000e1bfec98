using Penstock.Core.Errors;
using Penstock.LakeLayers.Zones;

namespace Penstock.LakeLayers.Raw;

/// <summary>The decompressed bytes of a landing object whose damage is an error with the object's name.</summary>
internal sealed class ObjectContent(Stream inner, LandedObject landed) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public static async Task<Stream> OpenAsync(
        LandingReader reader,
        LandedObject landed,
        CancellationToken cancellationToken
    ) => new ObjectContent(await reader.OpenContentAsync(landed, cancellationToken), landed);

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return inner.Read(buffer, offset, count);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(landed, e.Message, e);
        }
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    internal static PenstockException Damaged(LandedObject landed, string what, Exception? inner = null) =>
        new(
            $"A landing object is damaged or was landed incomplete ({what})",
            $"{landed.Key} from {landed.SourceUri}",
            "Nothing was published",
            "run the step that lands the feed again with verify: always",
            inner
        );

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
