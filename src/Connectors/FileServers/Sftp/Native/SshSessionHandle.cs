using Microsoft.Win32.SafeHandles;

namespace Penstock.Connectors.FileServers.Sftp.Native;

/// <summary>An ssh_session; disconnected and freed at the end.</summary>
internal sealed class SshSessionHandle() : SafeHandleZeroOrMinusOneIsInvalid(true)
{
    protected override bool ReleaseHandle()
    {
        LibSsh.ssh_disconnect(handle);
        LibSsh.ssh_free(handle);
        return true;
    }
}
