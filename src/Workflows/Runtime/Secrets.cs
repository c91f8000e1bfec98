using System.Text.RegularExpressions;

namespace Penstock.Workflows.Runtime;

/// <summary>
/// Keeps secrets out of journal and messages: by name of the member, and passwords inside URIs and connection strings.
/// </summary>
internal static partial class Secrets
{
    public const string Masked = "******";

    /// <summary>Whether a value of this name is one to hide.</summary>
    public static bool IsSecretName(string name) => SecretName().IsMatch(name);

    /// <summary>Hides the password of <c>scheme://user:password@host</c> and of <c>Password=…;</c>.</summary>
    public static string Mask(string text) =>
        KeyValue().Replace(UriPassword().Replace(text, $"$1{Masked}@"), $"$1{Masked}");

    [GeneratedRegex(
        "password|passwd|secret|token|api[_-]?key|private[_-]?key|connection[_-]?string|credential",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex SecretName();

    [GeneratedRegex(@"(\b[a-z][a-z0-9+.-]*://[^\s/:@]*:)[^\s/@]+@", RegexOptions.IgnoreCase)]
    private static partial Regex UriPassword();

    [GeneratedRegex(@"(\b(?:password|pwd)\s*=\s*)[^;\s]+", RegexOptions.IgnoreCase)]
    private static partial Regex KeyValue();
}
