using Penstock.Core.Files;

namespace Penstock.Connectors.FileServers;

/// <summary>A stream that is read forward and asynchronously, and nothing else.</summary>
internal abstract class ReadOnlyStream : ForwardStream
{
    public abstract override ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    );

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Read it asynchronously.");
}
