using Microsoft.Win32.SafeHandles;

namespace Penstock.LakeLayers.Query.DuckDb.Native;

/// <summary>The statements found in one SQL text.</summary>
internal sealed class ExtractedHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        DuckDbNative.DestroyExtracted(ref handle);
        return true;
    }
}
