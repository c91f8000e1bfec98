using System.Buffers.Binary;
using System.Net.Sockets;
using Penstock.Sandbox.MongoDb.Commands;

namespace Penstock.Sandbox.MongoDb.Wire;

/// <summary>Serves one client: reads a message, runs its command, writes the answer, until the client leaves.</summary>
internal sealed class Connection(Stream stream, Session session, CommandTable commands)
{
    /// <summary>The size of a message that MongoDB accepts.</summary>
    public const int MaxMessageBytes = 48_000_000;

    private readonly Reply _reply = new();
    private byte[] _message = new byte[4096];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await ReceiveAsync(cancellationToken) is { Length: > 0 } message)
            {
                var request = Request.Parse(CompressedMessage.Unpack(message, out var compressor));
                var answer = commands.Run(request, session, _reply);
                if (request.WantsReply)
                    await stream.WriteAsync(CompressedMessage.Pack(answer, compressor), cancellationToken);
            }
        }
        catch (Exception e)
            when (e
                    is SocketException
                        or IOException
                        or OperationCanceledException
                        or InvalidDataException
                        or ObjectDisposedException
                        or ArgumentException
            )
        {
            // The client left, the server stops, or what came is no message: this connection ends, the others go on.
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(0, 4, cancellationToken))
            return default;
        var length = BinaryPrimitives.ReadInt32LittleEndian(_message);
        if (length is < 21 or > MaxMessageBytes)
            throw new InvalidDataException($"A message of {length} bytes.");
        if (_message.Length < length)
            Array.Resize(ref _message, length);
        return await FillAsync(4, length, cancellationToken) ? _message.AsMemory(0, length) : default;
    }

    private async Task<bool> FillAsync(int from, int to, CancellationToken cancellationToken)
    {
        while (from < to)
        {
            var read = await stream.ReadAsync(_message.AsMemory(from, to - from), cancellationToken);
            if (read == 0)
                return false;
            from += read;
        }
        return true;
    }
}
