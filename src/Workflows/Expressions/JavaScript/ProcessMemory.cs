using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;

namespace Penstock.Workflows.Expressions.JavaScript;

/// <summary>The process's resident memory, from <c>/proc/self/statm</c>: cheap enough to ask a hundred times a second.</summary>
internal static class ProcessMemory
{
    private static readonly SafeFileHandle Statm = File.OpenHandle("/proc/self/statm");

    /// <summary>Bytes.</summary>
    public static long Resident
    {
        get
        {
            Span<byte> text = stackalloc byte[128];
            var read = text[..RandomAccess.Read(Statm, text, 0)];
            var second = read[(read.IndexOf((byte)' ') + 1)..];
            return Utf8Parser.TryParse(second, out long pages, out _) ? pages * Environment.SystemPageSize : 0;
        }
    }
}
