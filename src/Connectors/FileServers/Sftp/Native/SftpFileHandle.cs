namespace Penstock.Connectors.FileServers.Sftp.Native;

/// <summary>An open sftp_file.</summary>
internal sealed class SftpFileHandle : ChildHandle
{
    protected override void Free(nint value) => _ = LibSftp.sftp_close(value);
}
