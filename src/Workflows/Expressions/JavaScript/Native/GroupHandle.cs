using Microsoft.Win32.SafeHandles;

namespace Penstock.Workflows.Expressions.JavaScript.Native;

/// <summary>A virtual machine: a heap and its watchdog. One thread at a time.</summary>
internal sealed class GroupHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        JavaScriptCore.ReleaseGroup(handle);
        return true;
    }
}
