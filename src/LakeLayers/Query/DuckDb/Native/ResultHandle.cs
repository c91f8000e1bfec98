using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Penstock.LakeLayers.Query.DuckDb.Native;

/// <summary>One result; owns the memory of the C struct too. It must be destroyed also when the query failed.</summary>
internal sealed unsafe class ResultHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public ResultHandle()
        : base(ownsHandle: true) => SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(NativeResult)));

    public NativeResult* Result => (NativeResult*)handle;

    protected override bool ReleaseHandle()
    {
        DuckDbNative.DestroyResult(Result);
        NativeMemory.Free((void*)handle);
        return true;
    }
}
