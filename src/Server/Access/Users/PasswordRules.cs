using System.Security.Cryptography;
using Penstock.Core.Errors;

namespace Penstock.Server.Access.Users;

/// <summary>What a password must be: long, as NIST SP 800-63B asks; no rules about kinds of characters.</summary>
public static class PasswordRules
{
    /// <summary>The fewest characters.</summary>
    public const int MinimumLength = 12;

    /// <summary>The most characters: a limit only against absurd requests.</summary>
    public const int MaximumLength = 256;

    /// <summary>Accepts a password or says what is wrong with it.</summary>
    /// <exception cref="UsageException">It is too short, too long, or the user's name.</exception>
    public static void Check(string password, string userName)
    {
        if (password.Length is < MinimumLength or > MaximumLength)
            throw new UsageException(
                $"A password has {MinimumLength} to {MaximumLength} characters",
                next: "choose a longer one, for instance four words"
            );
        if (
            password.Contains(userName, StringComparison.OrdinalIgnoreCase)
            && password.Length < userName.Length + MinimumLength
        )
            throw new UsageException(
                "A password must not be the user's name with a little added",
                next: "choose another one, for instance four words"
            );
    }

    /// <summary>A random password of four groups (95 bits), without characters that look alike.</summary>
    public static string Generate() =>
        string.Join(
            '-',
            Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 5))
        );
}
