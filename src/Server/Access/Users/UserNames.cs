using System.Text.RegularExpressions;
using Penstock.Core.Errors;

namespace Penstock.Server.Access.Users;

/// <summary>What names and roles are accepted.</summary>
internal static partial class UserNames
{
    public static string Normalise(string name) => name.Trim().ToLowerInvariant();

    public static string Check(string name)
    {
        var normal = Normalise(name);
        return Shape().IsMatch(normal)
            ? normal
            : throw new UsageException(
                "A user's name has 1 to 100 characters of a-z, 0-9, '.', '_', '@', '-', and begins with a letter or digit",
                name,
                "choose another name"
            );
    }

    public static void CheckRoles(IReadOnlyList<string> roles)
    {
        if (roles.Count == 0)
            throw new UsageException("A user needs a role", next: $"choose of {string.Join(", ", Roles.All)}");
        if (roles.FirstOrDefault(r => !Roles.All.Contains(r)) is { } unknown)
            throw new UsageException("There is no such role", unknown, $"choose of {string.Join(", ", Roles.All)}");
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._@-]{0,99}\z")]
    private static partial Regex Shape();
}
