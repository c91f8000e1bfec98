namespace Penstock.Server.Access.Users;

/// <summary>A row of <c>server.person</c>.</summary>
internal sealed record UserRow(
    Guid Id,
    string Name,
    string DisplayName,
    string Roles,
    string PasswordHash,
    DateTime CreatedAt,
    DateTime PasswordChangedAt,
    DateTime? DisabledAt
)
{
    public const string Columns = """
        id AS "Id", name AS "Name", display_name AS "DisplayName", array_to_string(roles, ' ') AS "Roles", password_hash AS "PasswordHash",
        created_at AS "CreatedAt", password_changed_at AS "PasswordChangedAt", disabled_at AS "DisabledAt"
        """;

    public UserAccount ToAccount() =>
        new(
            Id,
            Name,
            DisplayName,
            Roles.Split(' '),
            At(CreatedAt),
            At(PasswordChangedAt),
            DisabledAt is { } at ? At(at) : null
        );

    private static DateTimeOffset At(DateTime utc) => new(utc, TimeSpan.Zero);
}
