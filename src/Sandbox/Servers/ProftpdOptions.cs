namespace Penstock.Sandbox.Servers;

/// <summary>How a <see cref="ProftpdServer"/> behaves.</summary>
public sealed record ProftpdOptions
{
    /// <summary>
    /// The port to listen on; when null the one it had in this folder before, if that is free, else any free one.
    /// </summary>
    public int? Port { get; init; }

    /// <summary>Whether it offers TLS. Default: yes.</summary>
    public bool HasTls { get; init; } = true;

    /// <summary>Whether clients must use TLS. Default: they may.</summary>
    public bool RequireTls { get; init; }

    /// <summary>Whether it has MLSD, as modern servers do. Default: yes.</summary>
    public bool HasFacts { get; init; } = true;

    /// <summary>Whether it speaks SFTP instead of FTP (mod_sftp), with the same users.</summary>
    public bool Sftp { get; init; }
}
