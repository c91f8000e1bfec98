using System.Security.Cryptography;
using System.Text;
using Penstock.Core.Errors;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace Penstock.Connectors.FileServers.Sftp;

/// <summary>The server's key, ours, and the other ways to say who we are.</summary>
internal static class SftpKeys
{
    /// <summary>The connection's private key, or null when it has none.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static PrivateKeyFile? Read(FileServerConnection connection)
    {
        if (connection.PrivateKey is not { } text)
            return null;
        try
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
            return new PrivateKeyFile(content, connection.PrivateKeyPassphrase);
        }
        catch (SshPassPhraseNullOrEmptyException e)
        {
            throw new UsageException(
                "The private key is encrypted, and its passphrase is not set",
                connection.ToString(),
                "set privateKeyPassphrase of this connection",
                e
            );
        }
        // Whatever its reader stumbles over: a text that is no key can break it anywhere.
        catch (Exception e)
        {
            throw new UsageException(
                $"The private key cannot be read ({e.Message.TrimEnd('.')})",
                connection.ToString(),
                "give privateKey in OpenSSH or PEM form, and privateKeyPassphrase when it is encrypted",
                e
            );
        }
    }

    /// <summary>Key, password, and the password as the answer to questions: servers that ask through PAM take it so.</summary>
    public static IEnumerable<AuthenticationMethod> Methods(
        FileServerConnection connection,
        string user,
        PrivateKeyFile? key
    )
    {
        if (key is not null)
            yield return new PrivateKeyAuthenticationMethod(user, key);
        if (connection.Password is { } password)
        {
            yield return new PasswordAuthenticationMethod(user, password);
            var questions = new KeyboardInteractiveAuthenticationMethod(user);
            questions.AuthenticationPrompt += (_, e) =>
            {
                foreach (var prompt in e.Prompts)
                    prompt.Response = password;
            };
            yield return questions;
        }
        if (key is null && connection.Password is null)
            yield return new NoneAuthenticationMethod(user);
    }

    /// <summary>Compares the server's key with the pinned fingerprint; null when it is the one.</summary>
    public static PenstockException? Judge(FileServerConnection connection, byte[] hostKey)
    {
        var seen = "SHA256:" + Convert.ToBase64String(SHA256.HashData(hostKey)).TrimEnd('=');
        if (connection.HostKeyFingerprint is not { } pinned)
            return FileServerErrors.Untrusted(
                connection,
                $"its host key has the fingerprint {seen}, and none is set",
                "ask the server's owner for its fingerprint and set hostKey of this connection"
            );
        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(seen),
            Encoding.UTF8.GetBytes(pinned.Trim().TrimEnd('='))
        )
            ? null
            : FileServerErrors.Untrusted(
                connection,
                $"its host key has the fingerprint {seen}, not the one that is set",
                "ask the server's owner whether its key has changed, then set hostKey of this connection"
            );
    }
}
