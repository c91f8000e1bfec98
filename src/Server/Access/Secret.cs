using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Penstock.Server.Access;

/// <summary>Random secrets. The database keeps only their hash: 256 random bits need no slow hash, unlike a password.</summary>
internal static class Secret
{
    /// <summary>256 random bits in 43 characters of base64url.</summary>
    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
