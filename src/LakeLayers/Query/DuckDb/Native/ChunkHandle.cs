using Microsoft.Win32.SafeHandles;

namespace Penstock.LakeLayers.Query.DuckDb.Native;

/// <summary>One chunk of a result.</summary>
internal sealed class ChunkHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        DuckDbNative.DestroyDataChunk(ref handle);
        return true;
    }
}
