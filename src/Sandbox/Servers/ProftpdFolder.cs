using System.Globalization;
using System.Net.NetworkInformation;
using System.Security.Cryptography;
using Penstock.Core.Processes;

namespace Penstock.Sandbox.Servers;

/// <summary>The files that a ProFTPD of ours lives from: password, users, certificate, configuration, port, log.</summary>
internal sealed class ProftpdFolder
{
    public const string User = "penstock";
    private readonly string _folder;
    private readonly string _files;
    private readonly ProftpdOptions _options;

    private ProftpdFolder(string folder, string files, ProftpdOptions options, string password)
    {
        _folder = folder;
        _files = files;
        _options = options;
        Password = password;
    }

    public string Password { get; }

    public string Configuration => In("proftpd.conf");

    public string Certificate => In("certificate.pem");

    public string HostKey => In("hostkey.pem");

    private static bool IsRoot => Environment.UserName == "root";

    public static async Task<ProftpdFolder> PrepareAsync(
        string folder,
        string files,
        ProftpdOptions options,
        CancellationToken cancellationToken
    )
    {
        folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(folder);
        var passwordFile = Path.Combine(folder, "password");
        if (!File.Exists(passwordFile))
            await PrivateFile.WriteAsync(
                passwordFile,
                RandomNumberGenerator.GetHexString(32, lowercase: true),
                cancellationToken
            );
        var prepared = new ProftpdFolder(
            folder,
            files,
            options,
            await File.ReadAllTextAsync(passwordFile, cancellationToken)
        );
        await SelfSignedCertificate.EnsureAsync(
            prepared.Certificate,
            prepared.In("certificate.key"),
            cancellationToken
        );
        if (options.Sftp && !File.Exists(prepared.HostKey))
        {
            using var key = RSA.Create(3072);
            await PrivateFile.WriteAsync(prepared.HostKey, key.ExportRSAPrivateKeyPem(), cancellationToken);
        }
        return prepared;
    }

    /// <summary>The port of the last start in this folder, when nobody listens on it.</summary>
    public async Task<int?> RememberedPortAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(In("port")))
            return null;
        var port = int.Parse(await File.ReadAllTextAsync(In("port"), cancellationToken), CultureInfo.InvariantCulture);
        return IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(l => l.Port == port)
            ? null
            : port;
    }

    public async Task ConfigureAsync(int port, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(In("port"), port.ToString(CultureInfo.InvariantCulture), cancellationToken);
        var (uid, gid) = IsRoot
            ? ("65534", "65534")
            : (await IdAsync("-u", cancellationToken), await IdAsync("-g", cancellationToken));
        await PrivateFile.WriteAsync(
            In("users"),
            $"{User}:{await PasswordHash.Sha512Async(Password, cancellationToken)}:{uid}:{gid}::{_files}:/bin/false\n",
            cancellationToken
        );
        // Without names it would want to be root. The session drops to "nobody" after it locked itself into the folder, which
        // only root may do.
        var identity = IsRoot
            ? "User nobody\nGroup nogroup\nDefaultRoot ~"
            : $"User {await IdAsync("-un", cancellationToken)}\nGroup {await IdAsync("-gn", cancellationToken)}";
        await File.WriteAllTextAsync(Configuration, Text(port, identity) + "\n", cancellationToken);
    }

    public string LastLog()
    {
        var log = In("server.log");
        return File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(10)) : "";
    }

    private static async Task<string> IdAsync(string what, CancellationToken cancellationToken) =>
        (await CommandLine.RunAsync("id", [what], cancellationToken: cancellationToken)).Output.Trim();

    private string In(string name) => Path.Combine(_folder, name);

    private string Text(int port, string identity) =>
        $"""
        ModulePath /usr/lib/proftpd
        LoadModule mod_tls.c
        {(_options.Sftp ? "LoadModule mod_sftp.c" : "")}
        ServerName "Penstock sandbox"
        ServerType standalone
        DefaultAddress 127.0.0.1
        SocketBindTight on
        Port {port}
        UseIPv6 off
        UseReverseDNS off
        {identity}
        <IfModule mod_ctrls.c>
          ControlsEngine off
        </IfModule>
        PidFile {Quote(In("pid"))}
        ScoreboardFile {Quote(In("scoreboard"))}
        SystemLog {Quote(In("server.log"))}
        TransferLog none
        WtmpLog off
        DelayEngine off
        MaxInstances 100
        TimeoutIdle 600
        RequireValidShell off
        AuthOrder mod_auth_file.c
        AuthUserFile {Quote(In("users"))}
        AllowStoreRestart on
        AllowRetrieveRestart on
        FactsAdvertise {(_options.HasFacts ? "on" : "off")}
        {(_options.HasFacts ? "" : "<Limit MLSD MLST>\n  DenyAll\n</Limit>")}
        <Limit WRITE SITE_CHMOD>
          DenyAll
        </Limit>
        {(_options.Sftp ? $"SFTPEngine on\nSFTPLog {Quote(In("sftp.log"))}\nSFTPHostKey {Quote(HostKey)}\nSFTPAuthMethods password" : $"""
        TLSEngine {(_options.HasTls ? "on" : "off")}
        TLSProtocol TLSv1.2 TLSv1.3
        TLSECCertificateFile {Quote(Certificate)}
        TLSECCertificateKeyFile {Quote(In("certificate.key"))}
        TLSVerifyClient off
        TLSRequired {(_options.RequireTls ? "on" : "off")}
        TLSLog {Quote(In("tls.log"))}
        """)}
        """;

    private static string Quote(string path) => $"\"{path}\"";
}
