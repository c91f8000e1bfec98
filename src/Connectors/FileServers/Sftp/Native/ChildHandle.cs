using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Penstock.Connectors.FileServers.Sftp.Native;

/// <summary>A handle that must be released before the one it hangs on, also when finalisers choose the order.</summary>
internal abstract class ChildHandle() : SafeHandleZeroOrMinusOneIsInvalid(true)
{
    private SafeHandle? _parent;

    public void HangOn(SafeHandle parent)
    {
        var added = false;
        parent.DangerousAddRef(ref added);
        _parent = parent;
    }

    protected sealed override bool ReleaseHandle()
    {
        Free(handle);
        _parent?.DangerousRelease();
        return true;
    }

    protected abstract void Free(nint value);
}
