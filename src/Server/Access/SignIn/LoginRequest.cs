namespace Penstock.Server.Access.SignIn;

/// <summary>What a program signs in with.</summary>
/// <param name="Username">The user's name.</param>
/// <param name="Password">The password.</param>
internal sealed record LoginRequest(string? Username, string? Password);
