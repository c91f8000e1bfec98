namespace Penstock.Connectors.FileServers.Sftp.Native;

/// <summary>An sftp_session.</summary>
internal sealed class SftpHandle : ChildHandle
{
    protected override void Free(nint value) => LibSftp.sftp_free(value);
}
