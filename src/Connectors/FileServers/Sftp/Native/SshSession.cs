using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Penstock.Core.Errors;

namespace Penstock.Connectors.FileServers.Sftp.Native;

/// <summary>One connected, verified and logged-in SSH session with its SFTP channel. All calls but <see cref="Interrupt"/> come from one thread.</summary>
internal sealed class SshSession : IDisposable
{
    private const int BothWays = 2;
    private readonly FileServerConnection _connection;
    private readonly Lock _gate = new();
    private readonly SshSessionHandle _session;
    private int _descriptor = -1;

    private SshSession(FileServerConnection connection)
    {
        _connection = connection;
        _session = LibSsh.ssh_new();
    }

    public SftpHandle Sftp { get; private set; } = null!;

    /// <summary>What libssh says went wrong.</summary>
    public string Error =>
        Marshal.PtrToStringUTF8(LibSsh.ssh_get_error(_session)) is { Length: > 0 } text ? text : "no reason given";

    public static SshSession Open(FileServerConnection connection)
    {
        try
        {
            var session = new SshSession(connection);
            try
            {
                session.Connect();
                session.VerifyHostKey();
                session.Login();
                session.StartSftp();
                return session;
            }
            catch
            {
                session.Dispose();
                throw;
            }
        }
        catch (DllNotFoundException e)
        {
            throw new PenstockException(
                "libssh is not installed",
                LibSsh.Library,
                "Nothing was changed",
                "apt-get install libssh-4",
                e
            );
        }
    }

    /// <summary>Ends a call that waits for the network; from any thread. The session is of no use afterwards.</summary>
    public void Interrupt()
    {
        lock (_gate)
        {
            if (_descriptor >= 0)
                _ = LibSsh.shutdown(_descriptor, BothWays);
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _descriptor = -1; // Its number may be another file's as soon as libssh closes it.
        Sftp?.Dispose();
        _session.Dispose();
    }

    private unsafe void Connect()
    {
        Set(LibSsh.OptionProcessConfig, 0); // Not what stands in ~/.ssh/config: the connection is all there is.
        Check(LibSsh.ssh_options_set(_session, LibSsh.OptionHost, _connection.Address.IdnHost.Trim('[', ']')));
        Set(LibSsh.OptionPort, _connection.Port);
        Check(LibSsh.ssh_options_set(_session, LibSsh.OptionUser, _connection.User ?? Environment.UserName));
        Set(LibSsh.OptionNoDelay, 1);
        long seconds = Math.Max(1, (long)_connection.ConnectTimeout.TotalSeconds);
        Check(LibSsh.ssh_options_set(_session, LibSsh.OptionTimeout, &seconds));
        if (LibSsh.ssh_connect(_session) != LibSsh.Ok)
            throw FileServerErrors.Unreachable(_connection, Error);
        lock (_gate)
            _descriptor = LibSsh.ssh_get_fd(_session);
    }

    private unsafe void Set(int option, int value) => Check(LibSsh.ssh_options_set(_session, option, &value));

    private void Check(int result)
    {
        if (result != LibSsh.Ok)
            throw FileServerErrors.Refused(_connection.ToString(), Error);
    }

    private unsafe void VerifyHostKey()
    {
        Check(LibSsh.ssh_get_server_publickey(_session, out var key));
        using (key)
        {
            Check(LibSsh.ssh_get_publickey_hash(key, LibSsh.HashSha256, out var hash, out var length));
            var seen = "SHA256:" + Convert.ToBase64String(new ReadOnlySpan<byte>(hash, (int)length)).TrimEnd('=');
            LibSsh.ssh_clean_pubkey_hash(ref hash);
            if (_connection.HostKeyFingerprint is not { } pinned)
                throw FileServerErrors.Untrusted(
                    _connection,
                    $"its host key has the fingerprint {seen}, and none is set",
                    "ask the server's owner for its fingerprint and set hostKey of the source in penstock.yml"
                );
            if (
                !CryptographicOperations.FixedTimeEquals(
                    Encoding.UTF8.GetBytes(seen),
                    Encoding.UTF8.GetBytes(pinned.Trim().TrimEnd('='))
                )
            )
                throw FileServerErrors.Untrusted(
                    _connection,
                    $"its host key has the fingerprint {seen}, not the one that is set",
                    "ask the server's owner whether its key has changed, then set hostKey of the source in penstock.yml"
                );
        }
    }

    private void Login()
    {
        var result = LibSsh.AuthDenied;
        if (_connection.PrivateKey is { } text)
        {
            if (
                LibSsh.ssh_pki_import_privkey_base64(text, _connection.PrivateKeyPassphrase, 0, 0, out var key)
                != LibSsh.Ok
            )
                throw new UsageException(
                    "The private key cannot be read",
                    _connection.ToString(),
                    "give it in OpenSSH or PEM form, with its passphrase when it has one"
                );
            using (key)
                result = LibSsh.ssh_userauth_publickey(_session, 0, key);
        }
        if (result != LibSsh.Ok && _connection.Password is { } password)
            result = LoginWith(password);
        if (result == LibSsh.Ok)
            return;
        throw result < 0
            ? FileServerErrors.Unreachable(_connection, Error)
            : FileServerErrors.LoginRefused(_connection, Error);
    }

    private int LoginWith(string password)
    {
        var result = LibSsh.ssh_userauth_password(_session, 0, password);
        if (result != LibSsh.AuthDenied || (LibSsh.ssh_userauth_list(_session, 0) & LibSsh.MethodInteractive) == 0)
            return result;
        // Servers that ask through PAM take the password as the answer to a question.
        result = LibSsh.ssh_userauth_kbdint(_session, 0, 0);
        for (var round = 0; result == LibSsh.AuthInfo && round < 4; round++)
        {
            var prompts = LibSsh.ssh_userauth_kbdint_getnprompts(_session);
            for (var i = 0; i < prompts; i++)
                _ = LibSsh.ssh_userauth_kbdint_setanswer(_session, (uint)i, password);
            result = LibSsh.ssh_userauth_kbdint(_session, 0, 0);
        }
        return result;
    }

    private void StartSftp()
    {
        Sftp = LibSftp.sftp_new(_session);
        if (Sftp.IsInvalid)
            throw FileServerErrors.Refused(_connection.ToString(), $"no SFTP channel: {Error}");
        Sftp.HangOn(_session);
        if (LibSftp.sftp_init(Sftp) != LibSsh.Ok)
            throw FileServerErrors.Refused(_connection.ToString(), $"no SFTP subsystem: {Error}");
    }
}
