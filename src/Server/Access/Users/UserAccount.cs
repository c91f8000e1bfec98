namespace Penstock.Server.Access.Users;

/// <summary>Somebody who may sign in.</summary>
/// <param name="Id">The id that stays when the name changes.</param>
/// <param name="Name">What is typed at sign-in; lower case.</param>
/// <param name="DisplayName">What pages show.</param>
/// <param name="Roles">See <see cref="Access.Roles"/>.</param>
/// <param name="CreatedAt">When the account was made.</param>
/// <param name="PasswordChangedAt">When the password was set.</param>
/// <param name="DisabledAt">Since when signing in is refused; null when it is not.</param>
public sealed record UserAccount(
    Guid Id,
    string Name,
    string DisplayName,
    IReadOnlyList<string> Roles,
    DateTimeOffset CreatedAt,
    DateTimeOffset PasswordChangedAt,
    DateTimeOffset? DisabledAt
)
{
    /// <summary>Whether signing in is refused.</summary>
    public bool IsDisabled => DisabledAt is not null;
}
