using Penstock.Server.Access.Users;

namespace Penstock.Server.Access.SignIn;

/// <summary>How an attempt to sign in ended.</summary>
/// <param name="User">The user; null when refused.</param>
/// <param name="LockedFor">How long no attempt is looked at; null when it was looked at.</param>
internal sealed record SignInOutcome(UserAccount? User, TimeSpan? LockedFor);
