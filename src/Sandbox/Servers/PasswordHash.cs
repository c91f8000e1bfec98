using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Penstock.Sandbox.Servers;

/// <summary>Password hashes as Unix servers keep them (crypt(5)), made by the same library that checks them.</summary>
internal static partial class PasswordHash
{
    private static readonly Lock Gate = new();

    /// <summary>A salted SHA-512 hash: <c>$6$salt$…</c>.</summary>
    public static string Sha512(string password)
    {
        // The result lies in a static buffer of the library: one at a time, and copied at once.
        lock (Gate)
        {
            return Marshal.PtrToStringUTF8(
                    Crypt(password, $"$6${RandomNumberGenerator.GetHexString(16, lowercase: true)}$")
                ) ?? throw new InvalidOperationException("crypt(3) knows no SHA-512 here.");
        }
    }

    [LibraryImport("libcrypt.so.1", EntryPoint = "crypt", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Crypt(string key, string setting);
}
