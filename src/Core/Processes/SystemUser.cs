namespace Penstock.Core.Processes;

/// <summary>
/// Dropping rights: servers that refuse to run as root, or should not, run as an unprivileged user when we are root.
/// </summary>
public static class SystemUser
{
    /// <summary>
    /// The command words that switch to <paramref name="user"/>; empty when no switch is asked for or we are not root.
    /// </summary>
    public static IEnumerable<string> Prefix(string? user) =>
        user is null || Environment.UserName != "root"
            ? []
            : ["setpriv", $"--reuid={user}", $"--regid={user}", "--init-groups", "--"];
}
