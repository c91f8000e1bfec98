using System.Globalization;
using System.Security.Cryptography;

namespace Penstock.Server.Access.Users;

/// <summary>
/// Passwords as <c>pbkdf2-sha256$iterations$salt$hash</c>. The iterations are those that OWASP's password storage cheat sheet
/// asks of PBKDF2-HMAC-SHA256; a hash that was made with fewer says so and is made anew at the next sign-in.
/// </summary>
internal static class PasswordHash
{
    public const int Iterations = 600_000;

    private const string Name = "pbkdf2-sha256";
    private static readonly string Nobody = Of(Secret.Create());

    public static string Of(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return string.Join(
            '$',
            Name,
            Iterations.ToString(CultureInfo.InvariantCulture),
            Convert.ToBase64String(salt),
            Convert.ToBase64String(Derive(password, salt, Iterations))
        );
    }

    /// <summary>
    /// Whether the password is the one. A null hash takes as long as a real one, so that time does not tell which names exist.
    /// </summary>
    public static bool Verify(string password, string? hash)
    {
        var parts = (hash ?? Nobody).Split('$');
        var derived = Derive(
            password,
            Convert.FromBase64String(parts[2]),
            int.Parse(parts[1], CultureInfo.InvariantCulture)
        );
        return CryptographicOperations.FixedTimeEquals(derived, Convert.FromBase64String(parts[3])) && hash is not null;
    }

    /// <summary>Whether a hash was made with fewer iterations than today's.</summary>
    public static bool IsWeak(string hash) => int.Parse(hash.Split('$')[1], CultureInfo.InvariantCulture) < Iterations;

    private static byte[] Derive(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, 32);
}
