using System.Buffers;
using System.Security.Cryptography;
using System.Threading.Channels;

namespace Penstock.Connectors.FileServers.Copying;

/// <summary>
/// Writes what arrives into a file and hashes it on the way. A small file is done in place; a larger one is hashed and
/// written by a second task while the network fills the next buffer.
/// </summary>
internal sealed class HashedWriter(FileStream file) : IDisposable
{
    private const int BufferSize = 1 << 20;
    private const int BuffersAhead = 4;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Bytes written and hashed so far.</summary>
    public long Position { get; private set; }

    /// <summary>Forgets everything: the next byte is the first.</summary>
    public void Restart()
    {
        _hash.GetHashAndReset();
        file.SetLength(0);
        Position = 0;
    }

    /// <summary>The hash of all bytes, lower-case hex. Call it once.</summary>
    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    /// <summary>Appends a stream up to its end. When it throws, everything that had arrived is written and hashed.</summary>
    /// <param name="source">Where the bytes come from.</param>
    /// <param name="most">The position not to go beyond; one byte more is read to find out.</param>
    /// <param name="arrived">Told how many bytes came.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task AppendAsync(Stream source, long most, Action<int> arrived, CancellationToken cancellationToken)
    {
        var first = ArrayPool<byte>.Shared.Rent(BufferSize);
        var (count, error) = await FillAsync(source, first, cancellationToken);
        arrived(count);
        if (count < first.Length || error is not null)
        {
            Write(first, count);
            error?.Throw();
            return;
        }

        var full = Channel.CreateBounded<(byte[] Buffer, int Count)>(BuffersAhead);
        var writing = Task.Run(
            async () =>
            {
                await foreach (var (buffer, length) in full.Reader.ReadAllAsync(CancellationToken.None))
                    Write(buffer, length);
            },
            CancellationToken.None
        );
        var total = Position + count;
        await PassAsync(full.Writer, first, count, writing);
        while (error is null && total <= most && !writing.IsFaulted)
        {
            var next = ArrayPool<byte>.Shared.Rent(BufferSize);
            (count, error) = await FillAsync(source, next, cancellationToken);
            arrived(count);
            total += count;
            var isEnd = count < next.Length;
            await PassAsync(full.Writer, next, count, writing);
            if (isEnd)
                break;
        }
        full.Writer.Complete();
        await writing;
        error?.Throw();
    }

    public void Dispose() => _hash.Dispose();

    // A writer that failed (a full disk) takes no more buffers: its error comes out, not an endless wait.
    private static async Task PassAsync(ChannelWriter<(byte[], int)> full, byte[] buffer, int count, Task writing)
    {
        while (!full.TryWrite((buffer, count)))
        {
            if (await Task.WhenAny(full.WaitToWriteAsync().AsTask(), writing) == writing)
                await writing;
        }
    }

    private static async ValueTask<(
        int Count,
        System.Runtime.ExceptionServices.ExceptionDispatchInfo? Error
    )> FillAsync(Stream source, byte[] buffer, CancellationToken cancellationToken)
    {
        var count = 0;
        try
        {
            while (
                count < buffer.Length
                && await source.ReadAsync(buffer.AsMemory(count), cancellationToken) is > 0 and var read
            )
                count += read;
            return (count, null);
        }
        catch (Exception e)
        {
            return (count, System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e));
        }
    }

    private void Write(byte[] buffer, int count)
    {
        try
        {
            var bytes = buffer.AsSpan(0, count);
            _hash.AppendData(bytes);
            RandomAccess.Write(file.SafeFileHandle, bytes, Position);
            Position += count;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
