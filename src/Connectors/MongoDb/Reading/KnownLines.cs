using System.Buffers.Binary;
using System.Security.Cryptography;
using Penstock.LakeLayers.Zones;

namespace Penstock.Connectors.MongoDb.Reading;

/// <summary>Which lines have landed: half of the SHA-256 of each, about 40 bytes of memory a line.</summary>
internal sealed class KnownLines
{
    private readonly HashSet<UInt128> _hashes = [];

    /// <summary>Adds the lines of an object.</summary>
    public async Task AddAsync(LandingReader reader, LandedObject landed, CancellationToken cancellationToken)
    {
        await using var content = await reader.OpenContentAsync(landed, cancellationToken);
        var buffer = new byte[1 << 17];
        var used = 0;
        while (true)
        {
            var read = await content.ReadAsync(buffer.AsMemory(used), cancellationToken);
            if (read == 0)
                break;
            used += read;
            var at = 0;
            for (int end; (end = Array.IndexOf(buffer, (byte)'\n', at, used - at)) >= 0; at = end + 1)
                _hashes.Add(Hash(buffer.AsSpan(at, end - at)));
            Buffer.BlockCopy(buffer, at, buffer, 0, used - at);
            used -= at;
            if (used == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
        }
        if (used > 0)
            _hashes.Add(Hash(buffer.AsSpan(0, used)));
    }

    /// <summary>Whether a line, without its end, has landed.</summary>
    public bool Contains(ReadOnlySpan<byte> line) => _hashes.Contains(Hash(line));

    private static UInt128 Hash(ReadOnlySpan<byte> line)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(line, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
