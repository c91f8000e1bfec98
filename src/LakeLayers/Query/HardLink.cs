using System.Runtime.InteropServices;

namespace Penstock.LakeLayers.Query;

/// <summary>
/// A second name for a file. DuckDB's sandbox resolves symbolic links before it looks at the path, so they do not do.
/// </summary>
internal static partial class HardLink
{
    /// <summary>Links, or copies when the two places are on different file systems.</summary>
    public static void CreateOrCopy(string existing, string path)
    {
        if (Link(existing, path) != 0)
            File.Copy(existing, path);
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string path);
}
