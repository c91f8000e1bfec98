using Microsoft.Win32.SafeHandles;

namespace Penstock.Workflows.Expressions.JavaScript.Native;

/// <summary>A string of the library.</summary>
internal sealed class TextHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        JavaScriptCore.ReleaseText(handle);
        return true;
    }
}
