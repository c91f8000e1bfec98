using Penstock.Server.Access.Users;

namespace Penstock.Server.Access.SignIn;

/// <summary>Checks a name and a password.</summary>
internal sealed class SignInService(UserStore users, SignInThrottle throttle)
{
    // Each check takes a core for a good part of a second: more at once would only stop everything else.
    private static readonly SemaphoreSlim Gate = new(2);

    public async Task<SignInOutcome> TryAsync(
        string name,
        string password,
        string address,
        CancellationToken cancellationToken
    )
    {
        name = UserNames.Normalise(name);
        if (name.Length > 100)
            name = name[..100];
        if (await throttle.LockedForAsync(name, address, cancellationToken) is { } locked)
            return new SignInOutcome(null, locked);

        var row = await users.RowAsync(name, cancellationToken);
        if (
            password.Length > PasswordRules.MaximumLength
            || !await VerifyAsync(password, row?.PasswordHash, cancellationToken)
            || row!.DisabledAt is not null
        )
        {
            await throttle.FailedAsync(name, address, cancellationToken);
            return new SignInOutcome(null, null);
        }
        await throttle.SucceededAsync(name, address, cancellationToken);
        if (PasswordHash.IsWeak(row.PasswordHash))
            await users.RehashAsync(row.Id, password, cancellationToken);
        return new SignInOutcome(row.ToAccount(), null);
    }

    private static async Task<bool> VerifyAsync(string password, string? hash, CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => PasswordHash.Verify(password, hash), cancellationToken);
        }
        finally
        {
            Gate.Release();
        }
    }
}
