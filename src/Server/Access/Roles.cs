using static Penstock.Server.Access.Permissions;

namespace Penstock.Server.Access;

/// <summary>The roles and what each may do. A user with several roles may do what any of them may.</summary>
public static class Roles
{
    /// <summary>Everything, users and keys included.</summary>
    public const string Admin = "admin";

    /// <summary>Builds, publishes, runs and deletes workflows.</summary>
    public const string Engineer = "engineer";

    /// <summary>Looks at everything and runs published workflows.</summary>
    public const string Scientist = "scientist";

    /// <summary>Looks and does not touch.</summary>
    public const string Analyst = "analyst";

    /// <summary>Looks at everything, the audit trail included.</summary>
    public const string Steward = "steward";

    private static readonly Dictionary<string, string[]> Grants = new(StringComparer.Ordinal)
    {
        [Admin] = [Permissions.All],
        [Engineer] = ["read:*", "write:*", "publish:*", "retract:*", "delete:*", "exec:*", "cancel:*", "trigger:*"],
        [Scientist] = ["read:*", ExecuteDefinitions, CancelInstances],
        [Analyst] = ["read:*"],
        [Steward] = ["read:*", Permissions.Audit],
    };

    /// <summary>All roles, the mightiest first.</summary>
    public static IReadOnlyList<string> All { get; } = [Admin, Engineer, Scientist, Steward, Analyst];

    /// <summary>The patterns that roles grant together.</summary>
    public static IReadOnlyList<string> GrantsOf(IEnumerable<string> roles) =>
        [.. roles.SelectMany(r => Grants.GetValueOrDefault(r, [])).Distinct(StringComparer.Ordinal)];
}
