using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Penstock.Core.Compression;

/// <summary>The encoder of libzstd (zstd.h 1.5), which every Debian and Ubuntu has.</summary>
internal sealed unsafe partial class ZstdEncoder : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int CompressionLevel = 100;
    private const int ChecksumFlag = 201;

    public ZstdEncoder(int level)
        : base(ownsHandle: true)
    {
        SetHandle(ZSTD_createCCtx());
        Check(ZSTD_CCtx_setParameter(handle, CompressionLevel, level));
        Check(ZSTD_CCtx_setParameter(handle, ChecksumFlag, 1));
    }

    public enum Directive
    {
        Continue = 0,
        Flush = 1,
        End = 2,
    }

    /// <summary>Takes as much input as there is room for its output.</summary>
    public (int Consumed, int Produced, bool IsFlushed) Encode(
        ReadOnlySpan<byte> input,
        Span<byte> output,
        Directive directive
    )
    {
        fixed (
            byte* from = input,
                to = output
        )
        {
            var source = new Buffer { Pointer = from, Size = (nuint)input.Length };
            var target = new Buffer { Pointer = to, Size = (nuint)output.Length };
            var left = Check(ZSTD_compressStream2(handle, ref target, ref source, directive));
            return ((int)source.Position, (int)target.Position, left == 0);
        }
    }

    protected override bool ReleaseHandle()
    {
        _ = ZSTD_freeCCtx(handle);
        return true;
    }

    private static nuint Check(nuint code) =>
        ZSTD_isError(code) == 0
            ? code
            : throw new InvalidOperationException($"zstd: {Marshal.PtrToStringUTF8(ZSTD_getErrorName(code))}.");

    [LibraryImport("libzstd.so.1")]
    private static partial nint ZSTD_createCCtx();

    [LibraryImport("libzstd.so.1")]
    private static partial nuint ZSTD_freeCCtx(nint context);

    [LibraryImport("libzstd.so.1")]
    private static partial nuint ZSTD_CCtx_setParameter(nint context, int parameter, int value);

    [LibraryImport("libzstd.so.1")]
    private static partial nuint ZSTD_compressStream2(
        nint context,
        ref Buffer output,
        ref Buffer input,
        Directive directive
    );

    [LibraryImport("libzstd.so.1")]
    private static partial uint ZSTD_isError(nuint code);

    [LibraryImport("libzstd.so.1")]
    private static partial nint ZSTD_getErrorName(nuint code);

    // ZSTD_inBuffer and ZSTD_outBuffer have one layout.
    private struct Buffer
    {
        public byte* Pointer;
        public nuint Size;
        public nuint Position;
    }
}
