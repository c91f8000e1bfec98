namespace Penstock.Server.Access.ApiKeys;

/// <summary>A program's key, without its secret.</summary>
/// <param name="Id">The id, for revoking.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Owner">The user on whose behalf it acts.</param>
/// <param name="Prefix">The first characters, to recognise it by.</param>
/// <param name="Permissions">What it may do, as far as its owner may.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it stops to work.</param>
/// <param name="LastUsedAt">When it was last used, to the minute; null when never.</param>
/// <param name="RevokedAt">When it was revoked; null when it was not.</param>
public sealed record ApiKey(
    Guid Id,
    string Name,
    string Owner,
    string Prefix,
    IReadOnlyList<string> Permissions,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt
);
