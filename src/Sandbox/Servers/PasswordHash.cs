using Penstock.Core.Errors;
using Penstock.Core.Processes;

namespace Penstock.Sandbox.Servers;

/// <summary>Password hashes as ProFTPD keeps them (crypt(5)), made by the tool that comes with it.</summary>
internal static class PasswordHash
{
    private const string Tool = "/usr/sbin/ftpasswd";

    /// <summary>A salted SHA-512 hash: <c>$6$salt$…</c>.</summary>
    /// <exception cref="PenstockException">The tool gave none.</exception>
    public static async Task<string> Sha512Async(string password, CancellationToken cancellationToken)
    {
        var made = await CommandLine.RunAsync(
            Tool,
            ["--hash", "--sha512", "--stdin"],
            input: password + "\n",
            cancellationToken: cancellationToken
        );
        var at = made.Output.IndexOf("$6$", StringComparison.Ordinal);
        return at >= 0
            ? made.Output[at..].Trim()
            : throw new PenstockException(
                "The password of the sample file server could not be hashed",
                $"{Tool}: {made.Error.Trim()}",
                "nothing was started",
                "apt-get install proftpd-core"
            );
    }
}
