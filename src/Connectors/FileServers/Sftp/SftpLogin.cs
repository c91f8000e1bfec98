using Penstock.Core.Errors;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace Penstock.Connectors.FileServers.Sftp;

/// <summary>Connects to a server, has its key judged before anything secret is sent, and logs in.</summary>
internal static class SftpLogin
{
    // The largest that SSH.NET asks for at once: a small file then comes in one answer.
    private const uint RequestSize = 65_536;

    /// <exception cref="PenstockException">It cannot be reached, is not the one to trust, or refuses the login.</exception>
    public static async Task<SftpClient> OpenAsync(FileServerConnection connection, CancellationToken cancellationToken)
    {
        using var key = SftpKeys.Read(connection);
        var client = new SftpClient(Describe(connection, key)) { BufferSize = RequestSize };
        PenstockException? distrust = null;
        client.HostKeyReceived += (_, e) =>
        {
            distrust = SftpKeys.Judge(connection, e.HostKey);
            e.CanTrust = distrust is null;
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(connection.ConnectTimeout * 2);
        // Only its first steps are asynchronous; the exchange of keys and the login block.
        var connecting = Task.Run(() => client.ConnectAsync(limit.Token), CancellationToken.None);
        try
        {
            await connecting.WaitAsync(limit.Token);
            return client;
        }
        catch (Exception e)
        {
            _ = DisposeAsync(client, connecting);
            cancellationToken.ThrowIfCancellationRequested();
            throw distrust ?? Explain(connection, e);
        }
    }

    private static ConnectionInfo Describe(FileServerConnection connection, PrivateKeyFile? key)
    {
        var user = connection.User ?? Environment.UserName;
        var info = new ConnectionInfo(
            connection.Address.IdnHost.Trim('[', ']'),
            connection.Port,
            user,
            [.. SftpKeys.Methods(connection, user, key)]
        )
        {
            Timeout = connection.ConnectTimeout,
            Encoding = WireText.Encoding,
        };
        // What is pinned is the key itself, also where the server has a certificate for it.
        foreach (
            var name in info.HostKeyAlgorithms.Keys.Where(n => n.Contains("-cert-", StringComparison.Ordinal)).ToList()
        )
            info.HostKeyAlgorithms.Remove(name);
        // The hybrid exchanges, which SSH.NET would rather have, are computed in C#: they take longer than copying ten small
        // files.
        info.KeyExchangeAlgorithms.SetPosition("curve25519-sha256", 0);
        // Processors have instructions for it, and it needs no second pass for a checksum.
        info.Encryptions.SetPosition("aes128-gcm@openssh.com", 0);
        return info;
    }

    private static PenstockException Explain(FileServerConnection connection, Exception e) =>
        e switch
        {
            SshAuthenticationException => FileServerErrors.LoginRefused(connection, e.Message.TrimEnd('.'), e),
            OperationCanceledException or SshOperationTimeoutException => FileServerErrors.Unreachable(
                connection,
                "no answer in time",
                e
            ),
            // What sshd does with more logins under way than MaxStartups: it hangs up before it says who it is.
            SshConnectionException when e.Message.Contains("identification", StringComparison.Ordinal) =>
                FileServerErrors.Busy(connection.ToString(), "it hung up before the login", e),
            SshConnectionException => FileServerErrors.Unreachable(connection, e.Message.TrimEnd('.'), e),
            _ when FileServerErrors.IsNetwork(e) => FileServerErrors.Unreachable(connection, e.Message, e),
            _ => FileServerErrors.Refused(connection.ToString(), e.Message.TrimEnd('.')),
        };

    // Disconnecting ends what still waits for the server; its client may be disposed when it does not wait any more.
    private static async Task DisposeAsync(SftpClient client, Task connecting)
    {
        await Task.WhenAny(Task.Run(client.Disconnect));
        await Task.WhenAny(connecting);
        client.Dispose();
    }
}
