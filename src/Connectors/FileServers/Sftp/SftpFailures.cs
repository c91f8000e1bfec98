using Penstock.Core.Errors;
using Renci.SshNet.Common;

namespace Penstock.Connectors.FileServers.Sftp;

/// <summary>What SSH.NET's exceptions mean.</summary>
internal static class SftpFailures
{
    /// <summary>Whether the server answered, if not what was hoped for: the session is well.</summary>
    public static bool IsAnswer(Exception e) => e is SftpException;

    /// <summary>Whether the session is broken.</summary>
    public static bool IsBreak(Exception e) =>
        e is SshException or InvalidOperationException || FileServerErrors.IsNetwork(e);

    /// <summary>The sentence for an answer.</summary>
    public static PenstockException Explain(string uri, Exception answer) =>
        answer switch
        {
            SftpPathNotFoundException => FileServerErrors.NotFound(uri, "SFTP error 2"),
            SftpPermissionDeniedException => FileServerErrors.Refused(uri, "permission denied"),
            SftpException other => FileServerErrors.Broken(
                uri,
                $"SFTP error {(int)other.StatusCode}: {other.Message}",
                other
            ),
            _ => throw new ArgumentException("Not an answer", nameof(answer), answer),
        };
}
