namespace Penstock.Server.Access.Tickets;

/// <summary>Who presented a valid ticket or key.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Name">The user's name.</param>
/// <param name="DisplayName">What pages show.</param>
/// <param name="Roles">The user's roles now.</param>
/// <param name="Family">The sign-in that the ticket comes from; empty for an API key.</param>
internal sealed record Bearer(Guid UserId, string Name, string DisplayName, string[] Roles, Guid Family);
