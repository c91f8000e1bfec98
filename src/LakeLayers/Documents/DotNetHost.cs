using System.Runtime.InteropServices;

namespace Penstock.LakeLayers.Documents;

/// <summary>
/// The program <c>dotnet</c> of the runtime that runs us: a child gets the same one, whatever <c>PATH</c> says.
/// </summary>
internal static class DotNetHost
{
    /// <summary>Its path; just its name when the runtime is not installed in the usual layout.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        // …/shared/Microsoft.NETCore.App/<version>/
        var path = System.IO.Path.GetFullPath(
            System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet")
        );
        return File.Exists(path) ? path : "dotnet";
    }
}
