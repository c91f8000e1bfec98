using System.Reflection;
using System.Runtime.InteropServices;

namespace Penstock.Workflows.Expressions.JavaScript.Native;

/// <summary>Finds WebKit's JavaScriptCore as Debian and Ubuntu package it. It is loaded at the first script, not before.</summary>
internal static partial class JavaScriptLibrary
{
    public const string Name = "javascriptcore";

    // One C interface under three names, by the version of GTK or libsoup that the release builds WebKit with.
    private static readonly string[] Files =
    [
        "libjavascriptcoregtk-4.1.so.0",
        "libjavascriptcoregtk-6.0.so.1",
        "libjavascriptcoregtk-4.0.so.18",
    ];
    private static readonly Lazy<nint> Handle = new(Load, LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>Null when scripts can run; else why not and what to install.</summary>
    public static string? Missing =>
        Handle.Value != 0
            ? null
            : $"the library {Files[0]} is not installed: apt-get install --no-install-recommends libjavascriptcoregtk-4.1-0";

    internal static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == Name ? Handle.Value : 0;

    private static nint Load()
    {
        // Expressions are too short for compilers to pay, and without them there is no executable memory that a script could write.
        _ = SetEnvironment("JSC_useJIT", "0", 0);
        foreach (var file in Files)
        {
            if (NativeLibrary.TryLoad(file, out var handle))
                return handle;
        }
        return 0;
    }

    // The library reads the environment of the C runtime, which Environment.SetEnvironmentVariable does not reach.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
