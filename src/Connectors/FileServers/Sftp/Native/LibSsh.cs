using System.Runtime.InteropServices;

namespace Penstock.Connectors.FileServers.Sftp.Native;

/// <summary>The calls of libssh 0.10 (https://api.libssh.org/stable) that the client uses. A session and all that hangs on it belong to one thread.</summary>
internal static partial class LibSsh
{
    public const string Library = "libssh.so.4";
    public const int Ok = 0;
    public const int AuthDenied = 1;
    public const int AuthInfo = 3;
    public const int MethodInteractive = 0x10;
    public const int HashSha256 = 2;

    // enum ssh_options_e
    public const int OptionHost = 0;
    public const int OptionPort = 1;
    public const int OptionUser = 4;
    public const int OptionTimeout = 9;
    public const int OptionNoDelay = 36;
    public const int OptionProcessConfig = 38;

    // SSH_FXP_STATUS codes (draft-ietf-secsh-filexfer-02 7)
    public const int NoSuchFile = 2;
    public const int PermissionDenied = 3;

    [LibraryImport(Library)]
    public static partial SshSessionHandle ssh_new();

    [LibraryImport(Library)]
    public static partial void ssh_free(nint session);

    [LibraryImport(Library)]
    public static partial void ssh_disconnect(nint session);

    [LibraryImport(Library)]
    public static unsafe partial int ssh_options_set(SshSessionHandle session, int option, void* value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ssh_options_set(SshSessionHandle session, int option, string value);

    [LibraryImport(Library)]
    public static partial int ssh_connect(SshSessionHandle session);

    [LibraryImport(Library)]
    public static partial int ssh_get_fd(SshSessionHandle session);

    [LibraryImport(Library)]
    public static partial nint ssh_get_error(SshSessionHandle session);

    [LibraryImport(Library)]
    public static partial int ssh_get_server_publickey(SshSessionHandle session, out SshKeyHandle key);

    [LibraryImport(Library)]
    public static unsafe partial int ssh_get_publickey_hash(
        SshKeyHandle key,
        int type,
        out byte* hash,
        out nuint length
    );

    [LibraryImport(Library)]
    public static unsafe partial void ssh_clean_pubkey_hash(ref byte* hash);

    [LibraryImport(Library)]
    public static partial void ssh_key_free(nint key);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ssh_pki_import_privkey_base64(
        string text,
        string? passphrase,
        nint callback,
        nint data,
        out SshKeyHandle key
    );

    [LibraryImport(Library)]
    public static partial int ssh_userauth_publickey(SshSessionHandle session, nint user, SshKeyHandle key);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ssh_userauth_password(SshSessionHandle session, nint user, string password);

    [LibraryImport(Library)]
    public static partial int ssh_userauth_list(SshSessionHandle session, nint user);

    [LibraryImport(Library)]
    public static partial int ssh_userauth_kbdint(SshSessionHandle session, nint user, nint methods);

    [LibraryImport(Library)]
    public static partial int ssh_userauth_kbdint_getnprompts(SshSessionHandle session);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ssh_userauth_kbdint_setanswer(SshSessionHandle session, uint number, string answer);

    /// <summary>Wakes a thread that waits in libssh for the network: its read ends at once.</summary>
    [LibraryImport("libc")]
    public static partial int shutdown(int descriptor, int how);
}
