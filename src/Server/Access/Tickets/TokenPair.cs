namespace Penstock.Server.Access.Tickets;

/// <summary>What a program gets for a user's name and password.</summary>
internal sealed record TokenPair(string AccessToken, string RefreshToken);
