using Microsoft.Win32.SafeHandles;

namespace Penstock.Workflows.Expressions.JavaScript.Native;

/// <summary>A realm of its own: global object and built-in objects.</summary>
internal sealed class ContextHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        JavaScriptCore.ReleaseContext(handle);
        return true;
    }
}
