using Penstock.Core.Files;

namespace Penstock.Connectors.FileServers;

/// <summary>A stream that is read forward and asynchronously, and nothing else.</summary>
internal abstract class ReadOnlyStream : ForwardStream
{
    public abstract override ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    );

    /// <summary>Passes over the next bytes, or over all that are left.</summary>
    public async Task SkipAsync(long count, CancellationToken cancellationToken)
    {
        var buffer = new byte[Math.Min(1 << 16, count)];
        while (
            count > 0
            && await ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), cancellationToken)
                is > 0
                    and var read
        )
            count -= read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Read it asynchronously.");
}
