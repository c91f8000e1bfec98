namespace Penstock.Server.Access.SignIn;

/// <summary>The answer of an Elsa server to a login: 200 in either case.</summary>
/// <param name="IsAuthenticated">Whether name and password were right.</param>
/// <param name="AccessToken">To be sent as <c>Authorization: Bearer</c>; one hour.</param>
/// <param name="RefreshToken">Gets the next pair, once; 14 days.</param>
internal sealed record LoginResponse(bool IsAuthenticated, string? AccessToken = null, string? RefreshToken = null);
