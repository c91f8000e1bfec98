using System.Buffers.Binary;
using System.IO.Compression;
using Penstock.Core.Compression;

namespace Penstock.Sandbox.MongoDb.Wire;

/// <summary>
/// OP_COMPRESSED (https://github.com/mongodb/specifications/blob/master/source/compression/OP_COMPRESSED.md): a message whose
/// body is
/// packed with what client and server agreed on in <c>hello</c>.
/// </summary>
internal static class CompressedMessage
{
    private const int OpCompressed = 2012;
    private const int Header = 16;
    private const int PackedHeader = 25;
    private const byte Zlib = 2;
    private const byte Zstd = 3;

    /// <summary>What is offered, in the words of <c>hello</c>.</summary>
    public static IReadOnlyList<string> Offered { get; } = ["zstd", "zlib"];

    /// <summary>The message as it was before it was packed.</summary>
    public static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> message, out byte? compressor)
    {
        compressor = null;
        if (BinaryPrimitives.ReadInt32LittleEndian(message.Span[12..]) != OpCompressed)
            return message;
        var size = BinaryPrimitives.ReadInt32LittleEndian(message.Span[20..]);
        if (size is < 0 or > Connection.MaxMessageBytes)
            throw new InvalidDataException($"A message of {size} bytes.");
        compressor = message.Span[24];
        var plain = new byte[Header + size];
        message.Span[..Header].CopyTo(plain);
        BinaryPrimitives.WriteInt32LittleEndian(plain, plain.Length);
        message.Span[16..20].CopyTo(plain.AsSpan(12));
        using var packed = new MemoryStream(message[PackedHeader..].ToArray());
        using Stream unpacking = compressor switch
        {
            Zlib => new ZLibStream(packed, CompressionMode.Decompress),
            Zstd => new ZstdReadStream(packed),
            _ => throw new InvalidDataException($"Compressor {compressor} is not spoken here."),
        };
        unpacking.ReadExactly(plain.AsSpan(Header));
        return plain;
    }

    /// <summary>An answer, packed as the question was.</summary>
    public static ReadOnlyMemory<byte> Pack(ReadOnlyMemory<byte> answer, byte? compressor)
    {
        if (compressor is not { } kind)
            return answer;
        using var packed = new MemoryStream();
        packed.Write(new byte[PackedHeader]);
        using (
            Stream packing =
                kind == Zlib ? new ZLibStream(packed, CompressionLevel.Fastest, true) : new ZstdWriteStream(packed)
        )
            packing.Write(answer.Span[Header..]);
        var message = packed.ToArray();
        answer.Span[..Header].CopyTo(message);
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(12), OpCompressed);
        answer.Span[12..Header].CopyTo(message.AsSpan(16));
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(20), answer.Length - Header);
        message[24] = kind;
        return message;
    }
}
