using Microsoft.Win32.SafeHandles;

namespace Penstock.Connectors.FileServers.Sftp.Native;

/// <summary>An ssh_key.</summary>
internal sealed class SshKeyHandle() : SafeHandleZeroOrMinusOneIsInvalid(true)
{
    protected override bool ReleaseHandle()
    {
        LibSsh.ssh_key_free(handle);
        return true;
    }
}
