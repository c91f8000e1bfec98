namespace Penstock.Server.Access;

/// <summary>Somebody at the machine's command line: whoever can read the configuration may do everything.</summary>
public sealed class OperatorUser : ICurrentUser
{
    /// <inheritdoc/>
    public bool IsSignedIn => true;

    /// <inheritdoc/>
    public string Name { get; } = $"{Environment.UserName} (command line)";

    /// <inheritdoc/>
    public Guid? Id => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Roles => [Access.Roles.Admin];

    /// <inheritdoc/>
    public IReadOnlyList<string> Grants => [Permissions.All];
}
