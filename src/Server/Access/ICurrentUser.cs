namespace Penstock.Server.Access;

/// <summary>Who makes the request that is being answered. A singleton: it looks at the request of the moment.</summary>
public interface ICurrentUser
{
    /// <summary>Whether somebody is signed in.</summary>
    bool IsSignedIn { get; }

    /// <summary>
    /// The user's name, with the API key's name after it when one is used; <c>anonymous</c> when nobody is signed in.
    /// </summary>
    string Name { get; }

    /// <summary>The user's id; null when nobody is signed in.</summary>
    Guid? Id { get; }

    /// <summary>The user's roles.</summary>
    IReadOnlyList<string> Roles { get; }

    /// <summary>The granted patterns, see <see cref="Permissions"/>.</summary>
    IReadOnlyList<string> Grants { get; }

    /// <summary>Whether the caller may do something.</summary>
    bool Has(string permission) => Grants.Any(g => Permissions.Covers(g, permission));
}
