using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Penstock.Core.Compression;

/// <summary>The decoder of libzstd, which every Debian and Ubuntu has (dpkg needs it).</summary>
internal sealed unsafe partial class ZstdDecoder() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    public (int Consumed, int Produced, bool FrameEnded) Decode(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (IsInvalid)
            SetHandle(ZSTD_createDStream());
        fixed (
            byte* from = input,
                to = output
        )
        {
            var source = new Buffer { Pointer = from, Size = (nuint)input.Length };
            var target = new Buffer { Pointer = to, Size = (nuint)output.Length };
            var result = ZSTD_decompressStream(handle, ref target, ref source);
            if (ZSTD_isError(result) != 0)
                throw new InvalidDataException(
                    $"The zstd data is damaged: {Marshal.PtrToStringUTF8(ZSTD_getErrorName(result))}."
                );
            return ((int)source.Position, (int)target.Position, result == 0);
        }
    }

    protected override bool ReleaseHandle()
    {
        _ = ZSTD_freeDStream(handle);
        return true;
    }

    [LibraryImport("libzstd.so.1")]
    private static partial nint ZSTD_createDStream();

    [LibraryImport("libzstd.so.1")]
    private static partial nuint ZSTD_freeDStream(nint stream);

    [LibraryImport("libzstd.so.1")]
    private static partial nuint ZSTD_decompressStream(nint stream, ref Buffer output, ref Buffer input);

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
