using Microsoft.Win32.SafeHandles;

namespace Penstock.LakeLayers.Query.DuckDb.Native;

/// <summary>One prepared statement.</summary>
internal sealed class StatementHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        DuckDbNative.DestroyPrepare(ref handle);
        return true;
    }
}
