using System.Net.Sockets;
using Penstock.Core.Errors;

namespace Penstock.Connectors.FileServers;

/// <summary>The sentences for what goes wrong at file servers, in one place so that all backends say the same.</summary>
internal static class FileServerErrors
{
    private const string Unchanged = "Nothing was changed";
    private const string Doctor = "penstock doctor";

    public static PenstockException LoginRefused(
        FileServerConnection connection,
        string reason,
        Exception? inner = null
    ) =>
        new(
            $"The file server refused the login of user '{connection.User ?? "anonymous"}' ({reason})",
            connection.ToString(),
            Unchanged,
            $"correct user, password or key of this connection, then {Doctor}",
            inner
        );

    public static PenstockException Unreachable(
        FileServerConnection connection,
        string reason,
        Exception? inner = null
    ) =>
        new TransientException(
            $"The file server cannot be reached ({reason})",
            connection.ToString(),
            Unchanged,
            Doctor,
            inner
        );

    public static PenstockException Untrusted(
        FileServerConnection connection,
        string reason,
        string next,
        Exception? inner = null
    ) =>
        new(
            $"The file server is not the one to trust ({reason})",
            connection.ToString(),
            "No password was sent; nothing was changed",
            next,
            inner
        );

    public static PenstockException NotFound(string uri, string reason) =>
        new(
            $"The file server has no such file or folder, or hides it ({reason})",
            uri,
            Unchanged,
            "correct the folder or the pattern, or the rights at the server"
        );

    public static PenstockException NotUnderstood(string uri, string line) =>
        new(
            $"A line of the folder's listing cannot be understood, and may be a file: {line}",
            uri,
            "No file of this line was copied",
            "rename the file at the server, or set continueOnError to copy the others and be warned of this one"
        );

    public static PenstockException Refused(string uri, string reason) =>
        new($"The file server refused ({reason})", uri, Unchanged, Doctor);

    public static PenstockException Broken(string uri, string reason, Exception? inner = null) =>
        new TransientException(
            $"The connection to the file server broke ({reason})",
            uri,
            "What was received is kept for the next try",
            "run the step again",
            inner
        );

    /// <summary>The server is there and says "later".</summary>
    public static PenstockException Busy(string uri, string reason, Exception? inner = null) =>
        new TransientException(
            $"The file server asks to come later ({reason})",
            uri,
            "What was received is kept for the next try",
            "run the step again when the server is less busy, or raise retryFor of the source in penstock.yml",
            inner
        )
        {
            IsBusy = true,
        };

    public static PenstockException Cut(string uri, long received, long? expected) =>
        Broken(
            uri,
            expected is { } size ? $"{received} of {size} bytes came" : $"{received} bytes came, then it was cut"
        );

    public static PenstockException Silent(string uri, TimeSpan limit) =>
        Broken(uri, $"silent for {limit.TotalSeconds:F0} s");

    /// <summary>Whether an exception is the network's doing.</summary>
    public static bool IsNetwork(Exception e) => e is IOException or SocketException or ObjectDisposedException;
}
