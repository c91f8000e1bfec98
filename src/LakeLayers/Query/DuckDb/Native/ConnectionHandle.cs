using Microsoft.Win32.SafeHandles;

namespace Penstock.LakeLayers.Query.DuckDb.Native;

/// <summary>One connection.</summary>
internal sealed class ConnectionHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        DuckDbNative.Disconnect(ref handle);
        return true;
    }
}
