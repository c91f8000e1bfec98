using System.Reflection;
using System.Runtime.InteropServices;
using Penstock.Core.Configuration;
using Penstock.Core.Errors;

namespace Penstock.LakeLayers.Query.DuckDb.Native;

/// <summary>
/// Finds <c>libduckdb.so</c>: in the folder that <c>PENSTOCK_NATIVE</c> names, next to the program, or in the npm packages of
/// the checkout (<c>eng/npm/node_modules</c>) above the program. Upstream's binding package is where the library comes from.
/// </summary>
internal static class DuckDbLibrary
{
    public const string Name = "duckdb";

    private const string FileName = "libduckdb.so";
    private static readonly Lazy<nint> Handle = new(Load, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Loads the library, once. Call it before the first native call, so that a missing library is an error for people.</summary>
    /// <exception cref="PenstockException">The library is not there or cannot be loaded.</exception>
    public static void Ensure() => _ = Handle.Value;

    internal static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == Name ? Handle.Value : 0;

    private static nint Load()
    {
        var candidates = Candidates().ToList();
        var found =
            candidates.FirstOrDefault(File.Exists)
            ?? throw new PenstockException(
                $"DuckDB's native library {FileName} was not found",
                $"looked for {string.Join(", ", candidates)}",
                "Nothing was changed",
                "npm ci --prefix eng/npm, or set PENSTOCK_NATIVE to the folder that holds it; penstock doctor"
            );
        try
        {
            return NativeLibrary.Load(found);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new PenstockException(
                $"DuckDB's native library cannot be loaded ({e.Message})",
                found,
                "Nothing was changed",
                "penstock doctor",
                e
            );
        }
    }

    private static IEnumerable<string> Candidates() =>
        NpmPackages.Candidates(
            $"@duckdb/node-bindings-linux-{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64")}",
            FileName
        );
}
