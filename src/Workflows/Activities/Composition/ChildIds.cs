using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Penstock.Workflows.Activities.Composition;

/// <summary>
/// Ids of runs that follow from what starts them, so that whoever does the same again after a crash names the same run
/// (UUID version 8, RFC 9562, from SHA-256).
/// </summary>
public static class ChildIds
{
    /// <summary>The id of the run that an execution starts as its number <paramref name="place"/>.</summary>
    public static Guid Of(Guid starter, long place)
    {
        Span<byte> name = stackalloc byte[24];
        starter.TryWriteBytes(name);
        BinaryPrimitives.WriteInt64LittleEndian(name[16..], place);
        return Of(name);
    }

    /// <summary>The id of the run that a trigger starts for one occasion.</summary>
    public static Guid Of(string occasion) => Of(System.Text.Encoding.UTF8.GetBytes(occasion));

    private static Guid Of(ReadOnlySpan<byte> name)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(name, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
